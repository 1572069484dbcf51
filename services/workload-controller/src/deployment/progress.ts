import type { DeploymentCondition, DeploymentStatus } from '@flotilla/kinds/apps/v1';
import { conditionOf, type Saying } from './conditions.ts';
import type { DeploymentView } from './deployment-view.ts';

/** Why a rollout is where it is, in upstream's words. */
export const REASONS = {
  created: 'NewReplicaSetCreated',
  found: 'FoundNewReplicaSet',
  updated: 'ReplicaSetUpdated',
  complete: 'NewReplicaSetAvailable',
  late: 'ProgressDeadlineExceeded',
  refused: 'ReplicaSetCreateError',
  paused: 'DeploymentPaused',
  resumed: 'DeploymentResumed',
} as const;

type Counts = DeploymentStatus;

/** Whether all that is wanted is new and available, and nothing old is left. */
export function isComplete({ replicas, metadata }: DeploymentView, counts: Counts): boolean {
  const { updatedReplicas = 0, replicas: all = 0, availableReplicas = 0, observedGeneration = 0 } = counts;
  return (
    [updatedReplicas, all, availableReplicas].every((count) => count === replicas) &&
    observedGeneration >= (metadata.generation ?? 0)
  );
}

/** Whether there is more of what is new, or less of what is old, than there was. */
function isProgress(before: Counts, now: Counts): boolean {
  const old = ({ replicas = 0, updatedReplicas = 0 }: Counts): number => replicas - updatedReplicas;
  return (
    (now.updatedReplicas ?? 0) > (before.updatedReplicas ?? 0) ||
    old(now) < old(before) ||
    (now.readyReplicas ?? 0) > (before.readyReplicas ?? 0) ||
    (now.availableReplicas ?? 0) > (before.availableReplicas ?? 0)
  );
}

/** When a rollout that shows no progress is late, in milliseconds since 1970; undefined where it cannot be. */
export function lateAtMs(deployment: DeploymentView, conditions: readonly DeploymentCondition[]): number | undefined {
  const condition = conditionOf(conditions, 'Progressing');
  const { deadlineSeconds } = deployment;
  if (deadlineSeconds === undefined || condition === undefined) return undefined;
  if (condition.reason === REASONS.complete || condition.reason === REASONS.late) return undefined;
  return Date.parse(condition.lastUpdateTime ?? '') + deadlineSeconds * 1000;
}

export interface ProgressState {
  readonly deployment: DeploymentView;
  /** What progress is told of: `ReplicaSet "web-5d9c"`, or the Deployment where it has none yet. */
  readonly subject: string;
  readonly before: Counts;
  readonly now: Counts;
  readonly conditions: readonly DeploymentCondition[];
  readonly nowMs: number;
}

/** What is to be said of a rollout's progress. `isNews`: also where it was said before. */
export type ProgressPlan =
  | { readonly type: 'keep' }
  | { readonly type: 'say'; readonly saying: Saying; readonly isNews: boolean };

export function planProgress(state: ProgressState): ProgressPlan {
  const { deployment, subject, before, now, conditions, nowMs } = state;
  const present = conditionOf(conditions, 'Progressing');
  if (present?.reason === REASONS.complete && now.replicas === now.updatedReplicas) return { type: 'keep' };
  const say = (status: Saying['status'], reason: string, what: string, isNews = false): ProgressPlan => ({
    type: 'say',
    saying: { type: 'Progressing', status, reason, message: `${subject} ${what}.` },
    isNews,
  });
  if (isComplete(deployment, now)) return say('True', REASONS.complete, 'has successfully progressed');
  if (isProgress(before, now)) return say('True', REASONS.updated, 'is progressing', true);
  const dueMs = lateAtMs(deployment, conditions);
  const isLate = present?.reason === REASONS.late || (dueMs !== undefined && dueMs < nowMs);
  return isLate ? say('False', REASONS.late, 'has timed out progressing') : { type: 'keep' };
}
