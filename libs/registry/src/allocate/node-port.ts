import { heldNodePorts, type NodePortClaim } from '@flotilla/kinds';
import { internalError, invalid, invalidError } from '@flotilla/machinery';
import type { Store } from '@flotilla/store';
import { decodeBody } from '../body/body.ts';
import { answered } from '../write/answered.ts';
import type { AllocationGuard } from './allocation.ts';

/** The ports of all nodes that Services may have. */
const FIRST = 30_000;
const LAST = 32_767;
const PAGE = 500;

export type TakenPorts = ReadonlySet<number>;

/** Every port of the nodes that a Service has. */
export async function takenNodePorts(store: Pick<Store, 'page'>): Promise<TakenPorts> {
  const taken = new Set<number>();
  let from: string | undefined;
  do {
    const page = await answered(store.page('services', { limit: PAGE, ...(from === undefined ? {} : { from }) }));
    for (const { body } of page.objects) {
      for (const port of heldNodePorts((decodeBody(body).spec ?? {}) as object)) taken.add(port);
    }
    from = page.next;
  } while (from !== undefined);
  return taken;
}

/** Chooses a different free port at each call. Throws where none is left. `random` is from 0 to 1. */
export function createPortChooser(taken: TakenPorts, random: () => number): () => number {
  const chosen = new Set(taken);
  const size = LAST - FIRST + 1;
  return () => {
    const start = Math.floor(random() * size);
    for (let step = 0; step < size; step++) {
      const port = FIRST + ((start + step) % size);
      if (chosen.has(port)) continue;
      chosen.add(port);
      return port;
    }
    throw internalError('failed to allocate a nodePort: range is full');
  };
}

/** Throws for a port that is asked for and out of range. */
export function checkNodePort(service: string, claim: NodePortClaim): void {
  if (claim.port >= FIRST && claim.port <= LAST) return;
  const why = `provided port is not in the valid range. The range of valid ports is ${FIRST}-${LAST}`;
  throw portRefused(service, claim, why);
}

/** A counter for each port, which is 1 while a Service has it. */
export function claimGuard(service: string, claim: NodePortClaim): AllocationGuard {
  const guard = { type: 'counter', counter: counterOf(claim.port), add: 1, limit: 1 } as const;
  return claim.isRequested ? { guard, refusal: takenError(service, claim) } : { guard };
}

export function releaseGuard(port: number): AllocationGuard {
  return { guard: { type: 'counter', counter: counterOf(port), add: -1, limit: 1 } };
}

export function takenError(service: string, claim: NodePortClaim) {
  return portRefused(service, claim, 'provided port is already allocated');
}

function counterOf(port: number): string {
  return `nodePort/${port}`;
}

function portRefused(service: string, { field, port }: NodePortClaim, why: string) {
  if (field === 'spec.healthCheckNodePort') {
    return internalError(`failed to allocate requested HealthCheck NodePort ${port}: ${why}`);
  }
  return invalidError({ group: '', name: 'Service' }, service, [invalid(field, port, why)]);
}
