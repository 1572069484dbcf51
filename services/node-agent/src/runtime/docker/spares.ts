import { randomUUID } from 'node:crypto';
import type { Clock } from '../../clock.ts';
import type { StoredPod } from '../../pod/stored-pod.ts';
import type { AddressPool } from '../address-pool.ts';
import type { Engine, EngineFacts, InspectedContainer } from './engine.ts';
import { pauseImage } from './images/ensure-images.ts';
import type { PodNetwork } from './network/pod-network.ts';
import { spareCgroupParent } from './translate/cgroup-parent.ts';
import { type Owner, sandboxLabels } from './translate/labels.ts';
import { formatName } from './translate/names.ts';
import { sandboxBody } from './translate/sandbox-body.ts';

/** The machine's name in a sandbox that was made before its Pod was known. No Pod can be called so. */
export const spareHostname = '_spare_';

export interface SparesDeps {
  readonly engine: Engine;
  readonly network: PodNetwork;
  readonly clock: Clock;
  readonly owner: Owner;
  /** How many are kept ready. */
  readonly count: number;
}

/**
 * Sandboxes that are made, and have their addresses, before a Pod needs them: half of the time that a Pod takes to start
 * is its sandbox's. They are made while nothing else is being started.
 */
export interface Spares {
  /** From now on new ones are made with these; `found` were made before. */
  open(means: SpareMeans, found: readonly InspectedContainer[]): void;
  /** One that was ready when it was made. */
  take(): InspectedContainer | undefined;
  /** Something is being started: making spares waits until that is over. */
  busy(): void;
  /** Resolves when none is being made any more. */
  close(): Promise<void>;
}

export interface SpareMeans {
  readonly pool: AddressPool;
  readonly facts: EngineFacts;
}

/** How long nothing must have been started before a spare is made: a burst of Pods has the machine for itself. */
const quietMs = 400;

/** What is fixed when a sandbox is made must not matter to the Pod that gets it. */
export function mayUseSpare({ spec }: StoredPod): boolean {
  const hasSysctls = (spec.securityContext?.sysctls ?? []).length > 0;
  return !spec.hostNetwork && !spec.hostIPC && !hasSysctls;
}

export function createSpares(deps: SparesDeps): Spares {
  const { clock, count } = deps;
  const ready: InspectedContainer[] = [];
  let means: SpareMeans | undefined;
  let making: Promise<void> | undefined;
  let cancelTimer = () => {};
  let closed = false;

  const makeOne = async () => {
    if (means === undefined) return;
    ready.push(await makeSpare(deps, means));
  };
  const fill = () => {
    if (closed || making !== undefined || ready.length >= count) return;
    // Whatever keeps a spare from being made keeps a Pod's sandbox from it too, and is told there.
    making = makeOne().catch(() => {});
    void making.then(() => {
      making = undefined;
      fillWhenQuiet(0);
    });
  };
  const fillWhenQuiet = (delayMs: number) => {
    cancelTimer();
    if (!closed && ready.length < count) cancelTimer = clock.after(delayMs, fill);
  };
  return {
    open(next, found) {
      means = next;
      ready.splice(0, ready.length, ...found);
      fillWhenQuiet(0);
    },
    take: () => ready.shift(),
    busy: () => fillWhenQuiet(quietMs),
    async close() {
      closed = true;
      cancelTimer();
      await making;
    },
  };
}

async function makeSpare(
  { engine, network, owner }: SparesDeps,
  { pool, facts }: SpareMeans,
): Promise<InspectedContainer> {
  const address = pool.take();
  const body = sandboxBody({
    image: pauseImage,
    hostname: spareHostname,
    labels: sandboxLabels(owner, address),
    cgroupParent: spareCgroupParent(owner, facts.cgroupDriver),
    network: 'own',
  });
  let id: string | undefined;
  try {
    id = await engine.create(formatName({ kind: 'spare', key: randomUUID() }), body);
    await engine.start(id);
    const container = await engine.inspect(id);
    if (container === undefined) throw new Error(`Cannot keep a sandbox ready: ${id} must stay, got none`);
    await network.plug({ id, pid: container.State.Pid }, address);
    return container;
  } catch (error) {
    pool.giveBack(address);
    if (id !== undefined) await engine.remove(id);
    throw error;
  }
}
