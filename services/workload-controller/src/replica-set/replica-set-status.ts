import { isAvailable } from '@flotilla/controller';
import type { ReplicaSetCondition, ReplicaSetStatus } from '@flotilla/kinds/apps/v1';
import { formatTime } from '@flotilla/machinery';
import { withoutZeros } from '../objects/counts.ts';
import type { ReplicaSetView, SetPods } from './replica-set-view.ts';

const FAILURE = 'ReplicaFailure';

export interface StatusFacts extends SetPods {
  /** Why Pods could not be made or deleted in this round; undefined where all went well. */
  readonly failure: string | undefined;
  readonly nowMs: number;
}

/** How far the set has come: what was counted before this round made or deleted anything. */
export function replicaSetStatus(set: ReplicaSetView, facts: StatusFacts): ReplicaSetStatus {
  const { active, terminating, nowMs } = facts;
  const labels = Object.entries(set.template.metadata?.labels ?? {});
  const ready = active.filter(({ isReady }) => isReady);
  const conditions = conditionsOf(set, facts);
  return {
    replicas: active.length,
    ...withoutZeros({
      fullyLabeledReplicas: active.filter(({ metadata }) =>
        labels.every(([key, value]) => metadata.labels?.[key] === value),
      ).length,
      readyReplicas: ready.length,
      availableReplicas: ready.filter((pod) => isAvailable(pod, set.minReadySeconds, nowMs)).length,
      observedGeneration: set.metadata.generation,
    }),
    // A ReplicationController has no such count.
    ...(set.kind === 'ReplicaSet' ? { terminatingReplicas: terminating.length } : {}),
    ...(conditions.length === 0 ? {} : { conditions }),
  };
}

/** A failure that is told stays as it was told until it is over. */
function conditionsOf(set: ReplicaSetView, { active, failure, nowMs }: StatusFacts): ReplicaSetCondition[] {
  const { conditions = [] } = set.status;
  const others = conditions.filter(({ type }) => type !== FAILURE);
  if (failure === undefined) return others;
  if (others.length < conditions.length) return conditions;
  const reason = active.length < set.replicas ? 'FailedCreate' : 'FailedDelete';
  const lastTransitionTime = formatTime(nowMs);
  return [...others, { type: FAILURE, status: 'True', lastTransitionTime, reason, message: failure }];
}
