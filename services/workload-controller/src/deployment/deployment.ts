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
import { isStatus, parsePath, pathOf } from '@flotilla/machinery';
import type { Client } from '@flotilla/registry';
import { Deployments, ReplicaSets } from '../objects/kinds.ts';
import type { ReplicaSetView } from '../replica-set/replica-set-view.ts';
import { createSteps } from './apply-steps.ts';
import type { DeploymentView } from './deployment-view.ts';
import { planDeployment } from './plan-deployment.ts';
import { REVISION } from './plan-revision.ts';
import { lateAtMs } from './progress.ts';
import { type Rollout, rolloutOf } from './rollout.ts';
import { type Telling, tellingOf } from './telling.ts';

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
