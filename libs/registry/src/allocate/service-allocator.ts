import {
  assignFamilies,
  assignNodePorts,
  heldAddress,
  heldNodePorts,
  inheritAllocated,
  type Kind,
  lacksAddress,
} from '@flotilla/kinds';
import type { Service, ServiceSpec } from '@flotilla/kinds/core/v1';
import { invalidError, type KubernetesObject } from '@flotilla/machinery';
import type { DeleteWrite } from '@flotilla/store';
import { decodeBody, encodeBody } from '../body/body.ts';
import { answered } from '../write/answered.ts';
import { type Allocation, type AllocationGuard, type Companion, nothing } from './allocation.ts';
import { type AddressDeps, claimAddress, type Owner, releaseAddress } from './cluster-address.ts';
import { checkNodePort, claimGuard, createPortChooser, releaseGuard, takenError, takenNodePorts } from './node-port.ts';

export interface ServiceChange {
  readonly owner: Owner;
  readonly spec: ServiceSpec;
  /** Absent on create. */
  readonly before: ServiceSpec | undefined;
  /** From 1: later attempts look at all that is taken before they choose. */
  readonly attempt: number;
  /** Nothing will be committed: what is asked for is looked up instead. */
  readonly dryRun: boolean;
}

export function isService({ group, kind }: Pick<Kind, 'group' | 'kind'>): boolean {
  return group === '' && kind === 'Service';
}

/**
 * Gives a Service its families, address and node ports, in place, and returns what the commit needs so that they are
 * its alone. Throws what the reference says of what cannot be given.
 */
export async function allocate(deps: AddressDeps, change: ServiceChange): Promise<Allocation> {
  const { owner, spec, before } = change;
  inheritAllocated(spec, before);
  const errors = assignFamilies(spec, before);
  if (errors.length > 0) throw invalidError({ group: '', name: 'Service' }, owner.name, errors);
  return { companions: await addressCompanions(deps, change), guards: await portGuards(deps, change) };
}

/** What a Service that goes gives back, and its Endpoints, as the reference deletes them with it. */
export async function release(deps: Pick<AddressDeps, 'store'>, object: KubernetesObject): Promise<Allocation> {
  const { metadata, spec = {} } = object as Service;
  const owner = { namespace: metadata.namespace ?? '', name: metadata.name ?? '' };
  const address = heldAddress(spec);
  const writes = await Promise.all([
    address === undefined ? undefined : releaseAddress(deps, owner, address),
    endpointsDeletion(deps, owner),
  ]);
  return { companions: companionsOf(writes), guards: heldNodePorts(spec).map(releaseGuard) };
}

async function addressCompanions(deps: AddressDeps, change: ServiceChange): Promise<readonly Companion[]> {
  const { owner, spec, before, attempt } = change;
  const held = before === undefined ? undefined : heldAddress(before);
  if (held !== undefined && spec.type === 'ExternalName') {
    return companionsOf([await releaseAddress(deps, owner, held)]);
  }
  if (!lacksAddress(spec, before)) return nothing.companions;
  const request = { owner, address: spec.clusterIPs?.[0] ?? '', isThorough: attempt > 1 || change.dryRun };
  const { address, companion } = await claimAddress(deps, request);
  spec.clusterIP = address;
  spec.clusterIPs = [address];
  return [companion];
}

async function portGuards({ store, random }: AddressDeps, change: ServiceChange): Promise<readonly AllocationGuard[]> {
  const { owner, spec, before, attempt, dryRun } = change;
  const isPublished = spec.type === 'NodePort' || spec.type === 'LoadBalancer';
  const taken = isPublished && (attempt > 1 || dryRun) ? await takenNodePorts(store) : new Set<number>();
  const choose = createPortChooser(new Set([...taken, ...heldNodePorts(spec)]), random);
  const claims = assignNodePorts(spec, before, choose);
  const claimed = dryRun ? new Set(taken) : new Set<number>();
  for (const claim of claims) {
    checkNodePort(owner.name, claim);
    if (claim.isRequested && claimed.has(claim.port)) throw takenError(owner.name, claim);
    claimed.add(claim.port);
  }
  const kept = new Set(heldNodePorts(spec));
  const released = before === undefined ? [] : heldNodePorts(before).filter((port) => !kept.has(port));
  return [...claims.map((claim) => claimGuard(owner.name, claim)), ...released.map(releaseGuard)];
}

async function endpointsDeletion(
  { store }: Pick<AddressDeps, 'store'>,
  owner: Owner,
): Promise<DeleteWrite | undefined> {
  const key = { resource: 'endpoints', ...owner };
  const stored = await answered(store.get(key));
  if (stored === undefined) return undefined;
  const body = encodeBody(decodeBody(stored.body));
  return { type: 'delete', key, uid: stored.uid, body, expected: stored.revision };
}

function companionsOf(writes: readonly (DeleteWrite | undefined)[]): Companion[] {
  return writes.flatMap((write) => (write === undefined ? [] : [{ write }]));
}
