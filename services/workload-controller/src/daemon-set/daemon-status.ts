import { isDeepStrictEqual } from 'node:util';
import { isAvailable } from '@flotilla/controller';
import type { DaemonSetStatus } from '@flotilla/kinds/apps/v1';
import { isStatus } from '@flotilla/machinery';
import type { Client } from '@flotilla/registry';
import { withoutZeros } from '../objects/counts.ts';
import { DaemonSets } from '../objects/kinds.ts';
import type { DaemonFit } from './daemon-fit.ts';
import { type DaemonPod, oldestFirst } from './daemon-pod.ts';
import type { DaemonSetView } from './daemon-set-view.ts';
import { type DaemonState, daemonsByNode } from './plan-daemon-set.ts';

type Counts = Omit<DaemonSetStatus, 'observedGeneration' | 'collisionCount' | 'conditions'>;

/** How far the set has come: of each node its first Pod counts. */
export function countDaemons(
  { minReadySeconds }: Pick<DaemonSetView, 'minReadySeconds'>,
  state: Pick<DaemonState, 'nodes' | 'pods' | 'nowMs'>,
): Counts {
  const daemons = daemonsByNode(state);
  const firsts = (fits: (fit: DaemonFit) => boolean): DaemonPod[] =>
    [...state.nodes].flatMap(([name, fit]) => (fits(fit) ? oldestFirst(daemons.get(name) ?? []).slice(0, 1) : []));
  const placed = firsts(({ starts }) => starts);
  const ready = placed.filter((pod) => pod.isReady);
  const desiredNumberScheduled = [...state.nodes.values()].filter(({ starts }) => starts).length;
  const numberAvailable = ready.filter((pod) => isAvailable(pod, minReadySeconds, state.nowMs)).length;
  return {
    currentNumberScheduled: placed.length,
    numberMisscheduled: firsts(({ starts }) => !starts).length,
    desiredNumberScheduled,
    numberReady: ready.length,
    updatedNumberScheduled: placed.filter((pod) => pod.isUpToDate).length,
    numberAvailable,
    numberUnavailable: desiredNumberScheduled - numberAvailable,
  };
}

/** Writes it where it is not what stands there. */
export async function writeDaemonStatus(
  client: Client,
  set: DaemonSetView,
  { state, collisions }: { readonly state: DaemonState; readonly collisions: number | undefined },
): Promise<void> {
  const { namespace = '', name = '', uid, generation = 0 } = set.metadata;
  const { conditions } = set.status;
  const { updatedNumberScheduled, numberAvailable, numberUnavailable, ...counts } = countDaemons(set, state);
  const status: DaemonSetStatus = {
    ...counts,
    observedGeneration: generation,
    ...withoutZeros({ updatedNumberScheduled, numberAvailable, numberUnavailable }),
    ...(collisions === undefined ? {} : { collisionCount: collisions }),
    ...(conditions === undefined ? {} : { conditions }),
  };
  if (isDeepStrictEqual(status, set.status)) return;
  try {
    await client.updateStatus(DaemonSets, { namespace, name }, (fresh) => {
      if (fresh.metadata.uid === uid) fresh.status = status;
    });
  } catch (error) {
    if (!isStatus(error, 'NotFound')) throw error;
  }
}
