import { isDeepStrictEqual } from 'node:util';
import {
  adoptersOf,
  applyClaim,
  availableAfterMs,
  type Clock,
  type Controller,
  candidatesOf,
  chosenBy,
  controller,
  controllerOf,
  done,
  type Informer,
  isActive,
  isNamespaceTerminating,
  isTerminating,
  type OwnedPod,
  type OwnedPods,
  ownedBy,
  planClaim,
  slowStart,
} from '@flotilla/controller';
import { apiVersionOf } from '@flotilla/kinds';
import type { ReplicaSetStatus } from '@flotilla/kinds/apps/v1';
import { isStatus, type KubernetesObject, parsePath } from '@flotilla/machinery';
import type { Client, ResourceType } from '@flotilla/registry';
import { Pods } from '../objects/kinds.ts';
import { planReplicas } from './plan-replicas.ts';
import { replicaSetStatus } from './replica-set-status.ts';
import type { ReplicaSetView, SetPods } from './replica-set-view.ts';

export interface ReplicaSetDeps {
  readonly client: Client;
  readonly clock: Clock;
  readonly ownedPods: OwnedPods;
}

export interface ReplicaSetInformers {
  readonly sets: Informer<ReplicaSetView>;
  readonly pods: Informer<OwnedPod>;
}

type WithStatus = KubernetesObject & { status?: ReplicaSetStatus };

/** Keeps as many Pods of a template as are wanted: for ReplicaSets, and for ReplicationControllers. */
export function replicaSetController(
  name: string,
  { client, clock, ownedPods }: ReplicaSetDeps,
  { sets, pods }: ReplicaSetInformers,
): Controller {
  const type: ResourceType<WithStatus> = { apiVersion: apiVersionOf(sets.kind), kind: sets.kind.kind };
  const count = async (set: ReplicaSetView): Promise<SetPods> => {
    const candidates = candidatesOf(pods, set);
    const claim = planClaim(set, chosenBy(set.selector), candidates.filter(isActive));
    const { owned: terminating } = planClaim(set, chosenBy(set.selector), candidates.filter(isTerminating));
    return { active: await applyClaim(client, set, Pods, claim), terminating };
  };
  const act = async (set: ReplicaSetView, { active }: SetPods): Promise<void> => {
    const related = active.length > set.replicas ? relatedPods(sets, pods, set) : [];
    const plan = planReplicas(set.replicas, { active, related, nowMs: clock.now() });
    if (plan.type === 'create') await create(ownedPods, set, plan.count);
    if (plan.type === 'delete') await deleteAll(ownedPods, set, plan.pods);
  };
  const tell = async (path: string, set: ReplicaSetView, status: ReplicaSetStatus): Promise<void> => {
    if (isDeepStrictEqual(status, set.status)) return;
    await client.updateStatus(type, parsePath(path), (fresh) => {
      if (fresh.metadata.uid === set.metadata.uid) fresh.status = status;
    });
  };
  return controller(name)
    .for(sets)
    .owns(pods)
    .watches(pods, adoptersOf(sets))
    .reconciles(async (path) => {
      const set = sets.get(path);
      if (set === undefined) return done;
      const counted = await count(set);
      const isLive = set.metadata.deletionTimestamp === undefined;
      const error = isLive ? await failureOf(() => act(set, counted)) : undefined;
      const nowMs = clock.now();
      await tell(path, set, replicaSetStatus(set, { ...counted, failure: textOf(error), nowMs })).catch(ifGone);
      if (error !== undefined) throw error;
      const againAfterMs = availableAfterMs(counted.active, set.minReadySeconds, nowMs);
      return againAfterMs === undefined ? done : { againAfterMs };
    });
}

async function create(ownedPods: OwnedPods, set: ReplicaSetView, count: number): Promise<void> {
  try {
    await slowStart(count, () => ownedPods.create(set, set.template));
  } catch (error) {
    if (!isNamespaceTerminating(error)) throw error;
  }
}

async function deleteAll(ownedPods: OwnedPods, set: ReplicaSetView, pods: readonly OwnedPod[]): Promise<void> {
  const results = await Promise.allSettled(pods.map((pod) => ownedPods.delete(set, pod)));
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}

/** What went wrong, so that it can be told before it is thrown. */
async function failureOf(work: () => Promise<void>): Promise<unknown> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return error;
  }
}

function ifGone(error: unknown): void {
  if (!isStatus(error, 'NotFound')) throw error;
}

function textOf(error: unknown): string | undefined {
  if (error === undefined) return undefined;
  return error instanceof Error ? error.message : String(error);
}

/** The Pods of a set, and of those that are controlled by whoever controls it. */
function relatedPods(sets: Informer<ReplicaSetView>, pods: Informer<OwnedPod>, set: ReplicaSetView): OwnedPod[] {
  const owner = controllerOf(set);
  if (owner === undefined) return ownedBy(pods, set);
  return ownedBy(sets, { ...owner, metadata: { uid: owner.uid } }).flatMap((each) => ownedBy(pods, each));
}
