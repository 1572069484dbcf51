import type { DeploymentCondition, DeploymentStatus } from '@flotilla/kinds/apps/v1';
import { formatTime } from '@flotilla/machinery';
import { withoutZeros } from '../objects/counts.ts';
import type { ReplicaSetView } from '../replica-set/replica-set-view.ts';
import { conditionOf, type Saying, withCondition, withNews, withoutCondition } from './conditions.ts';
import { type DeploymentView, leastAvailable } from './deployment-view.ts';
import { planProgress, REASONS } from './progress.ts';
import { everySet, type Rollout, sum, wantedOf } from './rollout.ts';

type Conditions = readonly DeploymentCondition[];

export interface StatusState extends Rollout {
  /** The conditions so far, with what this round has to say itself. */
  readonly conditions: Conditions;
  /** Whether the rollout's progress is judged: not while it is paused or scaled. */
  readonly judges: 'progress' | 'nothing';
  readonly collisionCount: number | undefined;
  readonly nowMs: number;
}

/** How far the Deployment has come, from what its ReplicaSets say of themselves. */
export function deploymentStatus(state: StatusState): DeploymentStatus {
  const { deployment, collisionCount, nowMs } = state;
  const counts = countsOf(state);
  const available = withCondition(state.conditions, availability(deployment, counts), formatTime(nowMs));
  const conditions = state.judges === 'progress' ? judged(state, counts, available) : available;
  return {
    ...counts,
    ...(conditions.length === 0 ? {} : { conditions: [...conditions] }),
    ...(collisionCount === undefined ? {} : { collisionCount }),
  };
}

function countsOf(rollout: Rollout): DeploymentStatus {
  const { deployment, current } = rollout;
  const sets = everySet(rollout);
  const availableReplicas = sum(sets, ({ status }) => status.availableReplicas ?? 0);
  const terminating = terminatingReplicas(sets);
  return {
    ...withoutZeros({
      observedGeneration: deployment.metadata.generation,
      replicas: sum(sets, ({ status }) => status.replicas),
      updatedReplicas: current?.status.replicas,
      readyReplicas: sum(sets, ({ status }) => status.readyReplicas ?? 0),
      availableReplicas,
      unavailableReplicas: Math.max(0, sum(sets, wantedOf) - availableReplicas),
    }),
    ...(terminating === undefined ? {} : { terminatingReplicas: terminating }),
  };
}

/** Undefined where one of them has been looked after and still does not say. */
function terminatingReplicas(sets: readonly ReplicaSetView[]): number | undefined {
  const isSilent = ({ status }: ReplicaSetView): boolean =>
    (status.observedGeneration ?? 0) > 0 && status.terminatingReplicas === undefined;
  return sets.some(isSilent) ? undefined : sum(sets, ({ status }) => status.terminatingReplicas ?? 0);
}

function availability(deployment: DeploymentView, { availableReplicas = 0 }: DeploymentStatus): Saying {
  const type = 'Available';
  if (availableReplicas >= leastAvailable(deployment)) {
    const message = 'Deployment has minimum availability.';
    return { type, status: 'True', reason: 'MinimumReplicasAvailable', message };
  }
  const message = 'Deployment does not have minimum availability.';
  return { type, status: 'False', reason: 'MinimumReplicasUnavailable', message };
}

function judged(state: StatusState, now: DeploymentStatus, conditions: Conditions): Conditions {
  return withFailure(state, withProgress(state, now, conditions));
}

function withProgress(state: StatusState, now: DeploymentStatus, conditions: Conditions): Conditions {
  const { deployment, current, nowMs } = state;
  if (deployment.deadlineSeconds === undefined) return withoutCondition(conditions, 'Progressing');
  const subject = current === undefined ? named('Deployment', deployment) : named('ReplicaSet', current);
  const plan = planProgress({ deployment, subject, before: deployment.status, now, conditions, nowMs });
  if (plan.type === 'keep') return conditions;
  return (plan.isNews ? withNews : withCondition)(conditions, plan.saying, formatTime(nowMs));
}

const named = (kind: string, { metadata }: Pick<DeploymentView, 'metadata'>): string =>
  `${kind} "${metadata.name ?? ''}"`;

/** The first failure of a ReplicaSet, the new one's before the others', is the Deployment's. */
function withFailure({ current, old }: StatusState, conditions: Conditions): Conditions {
  const sets = current === undefined ? old : [current, ...old];
  const failure = sets.flatMap(({ status }) => status.conditions ?? []).find(({ type }) => type === 'ReplicaFailure');
  if (failure === undefined) return withoutCondition(conditions, 'ReplicaFailure');
  const present = conditionOf(conditions, 'ReplicaFailure');
  if (present?.status === failure.status && present.reason === failure.reason) return conditions;
  const moved = { ...failure, lastUpdateTime: failure.lastTransitionTime };
  return [...withoutCondition(conditions, 'ReplicaFailure'), moved];
}

/** What a pause or its end has to say: a rollout that stood still on purpose is not late. */
export function withPause(
  { isPaused, deadlineSeconds }: DeploymentView,
  conditions: Conditions,
  nowMs: number,
): Conditions {
  const present = conditionOf(conditions, 'Progressing');
  if (deadlineSeconds === undefined || present?.reason === REASONS.late) return conditions;
  const wasPaused = present?.reason === REASONS.paused;
  if (isPaused === wasPaused) return conditions;
  const [reason, message] = isPaused
    ? [REASONS.paused, 'Deployment is paused']
    : [REASONS.resumed, 'Deployment is resumed'];
  return withCondition(conditions, { type: 'Progressing', status: 'Unknown', reason, message }, formatTime(nowMs));
}
