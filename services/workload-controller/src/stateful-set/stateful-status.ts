import { isDeepStrictEqual } from 'node:util';
import { isAvailable } from '@flotilla/controller';
import type { StatefulSetStatus } from '@flotilla/kinds/apps/v1';
import { isStatus } from '@flotilla/machinery';
import type { Client } from '@flotilla/registry';
import { withoutZeros } from '../objects/counts.ts';
import { StatefulSets } from '../objects/kinds.ts';
import { isGoing } from '../objects/workload-pod.ts';
import type { StatefulPod, StatefulRules, StatefulState } from './plan-stateful-set.ts';
import type { StatefulSetView } from './stateful-set-view.ts';

/** How far the set has come, counted from its Pods. An update is through when all that are wanted have it. */
export function countStateful(rules: StatefulRules, { pods, current, update, nowMs }: StatefulState) {
  const count = (fits: (pod: StatefulPod) => boolean): number => pods.filter(fits).length;
  const isReady = (pod: StatefulPod): boolean => pod.phase === 'Running' && pod.isReady;
  const counts = {
    replicas: pods.length,
    readyReplicas: count(isReady),
    availableReplicas: count((pod) => isReady(pod) && isAvailable(pod, rules.minReadySeconds, nowMs)),
    currentReplicas: count((pod) => !isGoing(pod) && pod.revision === current),
    updatedReplicas: count((pod) => !isGoing(pod) && pod.revision === update),
    currentRevision: current,
    updateRevision: update,
  };
  const isThrough = [counts.replicas, counts.readyReplicas, counts.updatedReplicas].every(
    (each) => each === rules.replicas,
  );
  if (rules.rolling === undefined || !isThrough) return counts;
  return { ...counts, currentReplicas: counts.updatedReplicas, currentRevision: update };
}

/** Writes it where it is not what stands there. */
export async function writeStatefulStatus(
  client: Client,
  { metadata, rules, status: present }: StatefulSetView,
  { state, collisions }: { readonly state: StatefulState; readonly collisions: number | undefined },
): Promise<void> {
  const { namespace = '', name = '', uid, generation = 0 } = metadata;
  const { replicas, availableReplicas, ...counts } = countStateful(rules, state);
  const { conditions } = present;
  const status: StatefulSetStatus = {
    observedGeneration: generation,
    replicas,
    ...withoutZeros(counts),
    collisionCount: collisions ?? 0,
    availableReplicas,
    ...(conditions === undefined ? {} : { conditions }),
  };
  if (isDeepStrictEqual(status, present)) return;
  try {
    await client.updateStatus(StatefulSets, { namespace, name }, (fresh) => {
      if (fresh.metadata.uid === uid) fresh.status = status;
    });
  } catch (error) {
    if (!isStatus(error, 'NotFound')) throw error;
  }
}
