import { isDeepStrictEqual } from 'node:util';
import {
  adoptersOf,
  applyClaim,
  type Clock,
  type Controller,
  candidatesOf,
  chosenBy,
  controller,
  controllerOf,
  done,
  type EventRecorder,
  type Informer,
  type InformerChange,
  isFinished,
  isNamespaceTerminating,
  type OwnedPod,
  ownedBy,
  planClaim,
  type Result,
} from '@flotilla/controller';
import type { DeploymentCondition, DeploymentStatus } from '@flotilla/kinds/apps/v1';
import { formatTime, isStatus, parsePath, pathOf } from '@flotilla/machinery';
import type { Client } from '@flotilla/registry';
import { Deployments, ReplicaSets } from '../objects/kinds.ts';
import type { ReplicaSetView } from '../replica-set/replica-set-view.ts';
import { type Creation, createSteps } from './apply-steps.ts';
import { conditionOf, withCondition } from './conditions.ts';
import { deploymentStatus, withPause } from './deployment-status.ts';
import type { DeploymentView } from './deployment-view.ts';
import { type DeploymentPlan, planDeployment, type Step } from './plan-deployment.ts';
import { REVISION } from './plan-revision.ts';
import { lateAtMs, REASONS } from './progress.ts';
import { type Rollout, rolloutOf } from './rollout.ts';

export interface DeploymentDeps {
  readonly client: Client;
  readonly clock: Clock;
  readonly events: EventRecorder;
}

export interface DeploymentInformers {
  readonly deployments: Informer<DeploymentView>;
  readonly replicaSets: Informer<ReplicaSetView>;
  readonly pods: Informer<OwnedPod>;
}

/** Replaces the Pods of one template by those of the next, through a ReplicaSet for each. */
export function deploymentController(
  { client, clock, events }: DeploymentDeps,
  informers: DeploymentInformers,
): Controller {
  const { deployments, replicaSets, pods } = informers;
  const steps = createSteps(client, events);
  const observe = async (deployment: DeploymentView): Promise<Rollout> => {
    const claim = planClaim(deployment, chosenBy(deployment.selector), candidatesOf(replicaSets, deployment));
    return rolloutOf(deployment, await applyClaim(client, deployment, ReplicaSets, claim));
  };
  const tell = async (path: string, before: DeploymentView, { status, revision }: Telling): Promise<void> => {
    const { uid, annotations } = before.metadata;
    if (isDeepStrictEqual(status, before.status) && annotations?.[REVISION] === revision) return;
    await client.updateStatus(Deployments, parsePath(path), (fresh) => {
      if (fresh.metadata.uid !== uid) return;
      fresh.status = status;
      if (revision !== undefined) fresh.metadata.annotations = { ...fresh.metadata.annotations, [REVISION]: revision };
    });
  };
  const reconcile = async (path: string, deployment: DeploymentView): Promise<Result> => {
    const rollout = await observe(deployment);
    const oldPodsRun = rollout.old.some((set) => ownedBy(pods, set).some((pod) => !isFinished(pod)));
    const plan = planDeployment({ ...rollout, oldPodsRun });
    const creation = await steps.apply(deployment, plan.steps);
    const nowMs = clock.now();
    const telling = tellingOf(rollout, plan, creation, nowMs);
    await tell(path, deployment, telling);
    if (creation?.type === 'refused' && !isNamespaceTerminating(creation.error)) throw creation.error;
    const dueMs = lateAtMs(deployment, telling.status.conditions ?? []);
    if (dueMs === undefined || plan.judges === 'nothing') return done;
    return { againAfterMs: Math.max(0, dueMs - nowMs) + 1 };
  };
  return controller('deployment')
    .for(deployments)
    .owns(replicaSets)
    .watches(replicaSets, adoptersOf(deployments))
    .watches(pods, (change) => waitingFor(informers, change))
    .reconciles(async (path) => {
      const deployment = deployments.get(path);
      if (deployment === undefined) return done;
      try {
        return await reconcile(path, deployment);
      } catch (error) {
        // It, or what it had, has gone meanwhile.
        if (isStatus(error, 'NotFound')) return done;
        throw error;
      }
    });
}

/** What is written of a round: the status, and which revision it is of. */
interface Telling {
  readonly status: DeploymentStatus;
  readonly revision: string | undefined;
}

function tellingOf(
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

/** The Deployment that waits for the end of a Pod before it begins anew. */
function waitingFor({ deployments, replicaSets }: DeploymentInformers, change: InformerChange<OwnedPod>): string[] {
  const { before, after } = change;
  if (before === undefined || (after !== undefined && !isFinished(after))) return [];
  const { namespace = '' } = before.metadata;
  const owner = controllerOf(before);
  const set = owner?.kind === 'ReplicaSet' ? replicaSets.get(pathOf({ namespace, name: owner.name })) : undefined;
  const deployment = set === undefined ? undefined : controllerOf(set);
  if (deployment?.kind !== 'Deployment') return [];
  const path = pathOf({ namespace, name: deployment.name });
  return deployments.get(path)?.rolling === undefined ? [path] : [];
}
