import { type EventRecorder, isControlledBy, isNamespaceTerminating, referenceTo } from '@flotilla/controller';
import type { ReplicaSet } from '@flotilla/kinds/apps/v1';
import { isStatus, type ObjectMeta } from '@flotilla/machinery';
import type { Client } from '@flotilla/registry';
import { ReplicaSets } from '../objects/kinds.ts';
import { sameTemplate } from '../objects/same-template.ts';
import { type ReplicaSetView, viewReplicaSet } from '../replica-set/replica-set-view.ts';
import type { DeploymentView } from './deployment-view.ts';
import type { Step } from './plan-deployment.ts';
import { replicasAnnotations } from './replicas-annotations.ts';

/** What became of making a ReplicaSet. */
export type Creation =
  | { readonly type: 'created' | 'found'; readonly set: ReplicaSetView }
  /** Its name is another's. */
  | { readonly type: 'taken' }
  | { readonly type: 'refused'; readonly error: Error; readonly name: string };

export interface Steps {
  /** Does one after the other; resolves with what became of a new ReplicaSet, where there was one to make. */
  apply(deployment: DeploymentView, steps: readonly Step[]): Promise<Creation | undefined>;
}

export function createSteps(client: Client, events: EventRecorder): Steps {
  const tell = (deployment: DeploymentView, type: 'Normal' | 'Warning', reason: string, message: string): void =>
    events.record(referenceTo(deployment.apiVersion, deployment.kind, deployment.metadata), { type, reason, message });
  const scaled = (deployment: DeploymentView, name: string, from: number, to: number): void => {
    const verb = from < to ? 'up' : 'down';
    const message = `Scaled ${verb} replica set ${name} from ${from} to ${to}`;
    if (from !== to) tell(deployment, 'Normal', 'ScalingReplicaSet', message);
  };
  const create = async (deployment: DeploymentView, replicaSet: ReplicaSet): Promise<Creation> => {
    const { name = '' } = replicaSet.metadata;
    try {
      const set = viewReplicaSet(await client.create(ReplicaSets, replicaSet));
      scaled(deployment, name, 0, set.replicas);
      return { type: 'created', set };
    } catch (error) {
      if (isStatus(error, 'AlreadyExists')) return findMade(client, deployment, replicaSet.metadata);
      if (!isStatus(error)) throw error;
      const message = `Failed to create new replica set "${name}": ${error.message}`;
      if (!isNamespaceTerminating(error)) tell(deployment, 'Warning', 'ReplicaSetCreateError', message);
      return { type: 'refused', error, name };
    }
  };
  const change = async ({ metadata }: ReplicaSetView, edit: (fresh: ReplicaSet) => void): Promise<void> => {
    await client.update(ReplicaSets, placeOf(metadata), (fresh) => {
      if (fresh.metadata.uid === metadata.uid) edit(fresh);
    });
  };
  const scale = async (deployment: DeploymentView, set: ReplicaSetView, replicas: number): Promise<void> => {
    let isDone = false;
    await change(set, (fresh) => {
      // Who has changed it meanwhile is seen next, and planned for.
      isDone = fresh.spec !== undefined && fresh.spec.replicas === set.replicas;
      if (fresh.spec === undefined || !isDone) return;
      fresh.spec.replicas = replicas;
      fresh.metadata.annotations = { ...fresh.metadata.annotations, ...replicasAnnotations(deployment) };
    });
    if (isDone) scaled(deployment, set.metadata.name ?? '', set.replicas, replicas);
  };
  const applyOne = async (deployment: DeploymentView, step: Step): Promise<Creation | undefined> => {
    if (step.type === 'create') return create(deployment, step.replicaSet);
    const { set } = step;
    if (step.type === 'scale') await scale(deployment, set, step.replicas);
    else if (step.type === 'remove') await remove(client, set);
    else {
      await change(set, (fresh) => {
        fresh.metadata.annotations = { ...fresh.metadata.annotations, ...step.annotations };
        if (fresh.spec !== undefined) fresh.spec.minReadySeconds = deployment.minReadySeconds;
      });
    }
    return undefined;
  };
  return {
    async apply(deployment, steps) {
      let creation: Creation | undefined;
      for (const step of steps) creation = (await applyOne(deployment, step)) ?? creation;
      return creation;
    },
  };
}

async function remove(client: Client, { metadata }: ReplicaSetView): Promise<void> {
  const { uid = '' } = metadata;
  await client.delete(ReplicaSets, placeOf(metadata), { preconditions: { uid } });
}

/** A ReplicaSet of this name that is the Deployment's and has its template was made by a round that did not see it. */
async function findMade(client: Client, deployment: DeploymentView, metadata: ObjectMeta): Promise<Creation> {
  const present = await client.get(ReplicaSets, placeOf(metadata));
  if (present === undefined) throw new Error(`Cannot make ReplicaSet ${metadata.name}: its name was taken and is free`);
  const set = viewReplicaSet(present);
  const isOwn = isControlledBy(set, deployment) && sameTemplate(set.template, deployment.template);
  return isOwn ? { type: 'found', set } : { type: 'taken' };
}

function placeOf({ namespace = '', name = '' }: ObjectMeta): { readonly namespace: string; readonly name: string } {
  return { namespace, name };
}
