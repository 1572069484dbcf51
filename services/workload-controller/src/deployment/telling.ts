import { isNamespaceTerminating } from '@flotilla/controller';
import type { DeploymentCondition, DeploymentStatus } from '@flotilla/kinds/apps/v1';
import { formatTime } from '@flotilla/machinery';
import type { ReplicaSetView } from '../replica-set/replica-set-view.ts';
import type { Creation } from './apply-steps.ts';
import { conditionOf, withCondition } from './conditions.ts';
import { deploymentStatus, withPause } from './deployment-status.ts';
import type { DeploymentPlan, Step } from './plan-deployment.ts';
import { REVISION } from './plan-revision.ts';
import { REASONS } from './progress.ts';
import type { Rollout } from './rollout.ts';

/** What is written of a round: the status, and which revision it is of. */
export interface Telling {
  readonly status: DeploymentStatus;
  readonly revision: string | undefined;
}

export function tellingOf(
  before: Rollout,
  { steps, judges }: DeploymentPlan,
  creation: Creation | undefined,
  nowMs: number,
): Telling {
  const { deployment } = before;
  const rollout = afterSteps(before, steps, creation);
  const isLive = deployment.metadata.deletionTimestamp === undefined;
  const { conditions: said = [], collisionCount = 0 } = deployment.status;
  const paused = isLive ? withPause(deployment, said, nowMs) : said;
  const conditions = withCreation(paused, rollout, creation, formatTime(nowMs));
  const collisions = creation?.type === 'taken' ? collisionCount + 1 : deployment.status.collisionCount;
  const status = deploymentStatus({ ...rollout, conditions, judges, collisionCount: collisions, nowMs });
  const { annotations } = rollout.current?.metadata ?? deployment.metadata;
  return { status, revision: annotations?.[REVISION] };
}

/** The ReplicaSets as the steps have left them, as far as that is known. */
function afterSteps(
  { deployment, current, old }: Rollout,
  steps: readonly Step[],
  creation: Creation | undefined,
): Rollout {
  const after = (set: ReplicaSetView): ReplicaSetView =>
    steps.reduce((next, step) => (step.type !== 'create' && step.set === set ? afterStep(next, step) : next), set);
  const made = creation?.type === 'created' || creation?.type === 'found' ? creation.set : undefined;
  return { deployment, current: current === undefined ? made : after(current), old: old.map(after) };
}

function afterStep(set: ReplicaSetView, step: Step): ReplicaSetView {
  if (step.type === 'scale') return { ...set, replicas: step.replicas };
  if (step.type !== 'describe') return set;
  return { ...set, metadata: { ...set.metadata, annotations: { ...step.annotations } } };
}

/** What there is to say of the new ReplicaSet where progress counts. */
function withCreation(
  conditions: readonly DeploymentCondition[],
  { deployment, current }: Rollout,
  creation: Creation | undefined,
  time: string,
): readonly DeploymentCondition[] {
  if (deployment.deadlineSeconds === undefined) return conditions;
  const say = (status: 'True' | 'False', reason: string, message: string) =>
    withCondition(conditions, { type: 'Progressing', status, reason, message }, time);
  if (creation?.type === 'refused') {
    if (isNamespaceTerminating(creation.error)) return conditions;
    const message = `Failed to create new replica set "${creation.name}": ${creation.error.message}`;
    return say('False', REASONS.refused, message);
  }
  if (creation?.type === 'created') {
    return say('True', REASONS.created, `Created new replica set "${creation.set.metadata.name ?? ''}"`);
  }
  if (current === undefined || conditionOf(conditions, 'Progressing') !== undefined) return conditions;
  return say('True', REASONS.found, `Found new replica set "${current.metadata.name ?? ''}"`);
}
