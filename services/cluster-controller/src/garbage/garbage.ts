import { type Controller, controller, done, type InformerDeps, type Result } from '@flotilla/controller';
import {
  FOREGROUND_FINALIZER,
  isStatus,
  type KubernetesObject,
  ORPHAN_FINALIZER,
  type OwnerReference,
  parseId,
} from '@flotilla/machinery';
import type { Client } from '@flotilla/registry';
import { storedKinds } from '../objects/stored-kinds.ts';
import { createGraph, type Graph } from './graph.ts';
import { awaitsDependents, type MetadataView, viewMetadata } from './metadata-view.ts';
import { isUnblocked, type JudgedOwner, type OwnerState, planDependent } from './plan-dependent.ts';

/** Events name what they are about by other means, and end by themselves. */
const UNFOLLOWED = 'Event';
/** As many at once as upstream's collector has workers. */
const AT_ONCE = 20;

/**
 * Deletes what nobody owns any more, and lets owners go that wait for what they own. Source: Kubernetes documentation,
 * Garbage Collection; Owners and Dependents.
 */
export function garbageController(client: Client, deps: InformerDeps): Controller {
  const { registry } = deps;
  const followed = storedKinds(registry).filter(({ kind }) => kind !== UNFOLLOWED);
  const graph = createGraph(deps, registry.kinds, followed);
  const collector = createCollector(client, graph);
  const described = controller('garbage-collector').atOnce(AT_ONCE);
  for (const informer of graph.informers) {
    described.watches(informer, (change) => graph.concerned(informer.resource, change));
  }
  return described.reconciles(async (id): Promise<Result> => {
    const object = graph.get(id);
    if (object === undefined) return done;
    if (object.isTerminating) await collector.letGo(id, object);
    else if (object.owners.length > 0) await collector.judge(id, object);
    return done;
  });
}

function createCollector(client: Client, graph: Graph) {
  const change = async (id: string, by: (object: KubernetesObject) => void): Promise<void> => {
    try {
      await client.update(graph.typeOf(id), parseId(id), by);
    } catch (error) {
      // Gone meanwhile is as good as changed.
      if (!isStatus(error, 'NotFound')) throw error;
    }
  };
  const unlink = (id: string, uids: readonly string[]) =>
    change(id, ({ metadata }) => {
      const left = (metadata.ownerReferences ?? []).filter(({ uid }) => !uids.includes(uid));
      if (left.length > 0) metadata.ownerReferences = left;
      else delete metadata.ownerReferences;
    });
  const unblock = (id: string) =>
    change(id, ({ metadata }) => {
      for (const owner of metadata.ownerReferences ?? []) owner.blockOwnerDeletion = false;
    });
  const release = (id: string, uid: string, finalizer: string) =>
    change(id, ({ metadata }) => {
      // Another of the same name has its own finalizers.
      if (metadata.uid !== uid) return;
      const left = (metadata.finalizers ?? []).filter((name) => name !== finalizer);
      if (left.length > 0) metadata.finalizers = left;
      else delete metadata.finalizers;
    });
  /** What the cache does not have is looked up: an owner may be newer than the cache of its kind. */
  const stateOf = async (id: string, owner: OwnerReference): Promise<OwnerState> => {
    const ownerId = graph.ownerId(id, owner);
    if (ownerId === undefined) return 'solid';
    const cached = graph.get(ownerId);
    const view = cached?.uid === owner.uid ? cached : await readView(ownerId);
    if (view?.uid !== owner.uid) return 'absent';
    return awaitsDependents(view) ? 'waiting' : 'solid';
  };
  const readView = async (id: string): Promise<MetadataView | undefined> => {
    const object = await client.get(graph.typeOf(id), parseId(id));
    return object === undefined ? undefined : viewMetadata(object);
  };
  const judgeOwners = (id: string, owners: readonly OwnerReference[]): Promise<JudgedOwner[]> =>
    Promise.all(owners.map(async (reference) => ({ reference, state: await stateOf(id, reference) })));
  const dependentsOf = (uid: string) => graph.dependents(uid).flatMap((id) => graph.get(id) ?? []);

  return {
    /** Deletes an object that has lost its owners. */
    async judge(id: string, seen: MetadataView): Promise<void> {
      const dependents = dependentsOf(seen.uid);
      const first = planDependent(seen, await judgeOwners(id, seen.owners), dependents);
      if (first.type === 'keep') return;
      // Its owners may have changed since the cache saw it: the last word is the store's, and holds for that version.
      const object = await client.get(graph.typeOf(id), parseId(id));
      if (object === undefined) return;
      const present = viewMetadata(object);
      const plan = planDependent(present, await judgeOwners(id, present.owners), dependents);
      if (plan.type === 'unlink') return unlink(id, plan.uids);
      if (plan.type !== 'delete') return;
      if (plan.unblocks) await unblock(id);
      const { resourceVersion = '' } = object.metadata;
      const preconditions = { uid: present.uid, ...(plan.unblocks ? {} : { resourceVersion }) };
      await client.delete(graph.typeOf(id), parseId(id), { propagationPolicy: plan.policy, preconditions });
    },
    /** Does what a terminating object waits for. */
    async letGo(id: string, { uid, awaits }: MetadataView): Promise<void> {
      if (awaits === 'orphaning') {
        for (const dependent of graph.dependents(uid)) await unlink(dependent, [uid]);
        await release(id, uid, ORPHAN_FINALIZER);
      } else if (awaits === 'dependents' && isUnblocked(uid, dependentsOf(uid))) {
        await release(id, uid, FOREGROUND_FINALIZER);
      }
    },
  };
}
