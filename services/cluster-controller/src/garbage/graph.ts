import { isDeepStrictEqual } from 'node:util';
import { createInformer, type Informer, type InformerChange, type InformerDeps } from '@flotilla/controller';
import type { Kind, Kinds } from '@flotilla/kinds';
import { idOf, type KubernetesObject, type OwnerReference, parseId, pathOf } from '@flotilla/machinery';
import { apiVersionOf, type ResourceType, resourceOf, resourceType, storageKind } from '@flotilla/registry';
import { awaitsDependents, type MetadataView, viewMetadata } from './metadata-view.ts';

/** Who owns whom among all objects of the cluster. An object is named by its id: `pods:default/hello`. */
export interface Graph {
  readonly informers: readonly Informer<MetadataView>[];
  get(id: string): MetadataView | undefined;
  typeOf(id: string): ResourceType<KubernetesObject>;
  /** The ids of what names this uid as an owner. */
  dependents(uid: string): string[];
  /** Undefined where no such object can be: the kind is unknown, or owner and owned lie in different scopes. */
  ownerId(id: string, owner: OwnerReference): string | undefined;
  /** What a change of one object may concern. */
  concerned(resource: string, change: InformerChange<MetadataView>): Iterable<string>;
}

/** What an informer's index holds beside the view: the path is how dependents are found again. */
interface Indexed extends MetadataView {
  readonly path: string;
}

export function createGraph(deps: InformerDeps, kinds: Kinds, followed: readonly Kind[]): Graph {
  const byResource = new Map(followed.map((kind) => [resourceOf(kind), { kind, informer: follow(deps, kind) }]));
  const graph: Graph = {
    informers: [...byResource.values()].map(({ informer }) => informer),
    get(id) {
      const { resource, ...named } = parseId(id);
      return byResource.get(resource)?.informer.get(pathOf(named));
    },
    typeOf(id) {
      const found = byResource.get(parseId(id).resource);
      if (found === undefined) throw new Error(`Cannot collect ${id}: it is of no kind that is followed`);
      return resourceType(apiVersionOf(found.kind), found.kind.kind);
    },
    dependents(uid) {
      return [...byResource].flatMap(([resource, { informer }]) =>
        informer.under('owner', uid).map(({ path }) => `${resource}:${path}`),
      );
    },
    ownerId(id, { apiVersion, kind: kindName, name }) {
      const found = kinds.byKind(apiVersion, kindName);
      if (found === undefined) return undefined;
      const { namespace } = parseId(id);
      const resource = resourceOf(storageKind(kinds, found));
      if (!byResource.has(resource) || (found.namespaced && namespace === '')) return undefined;
      return idOf({ resource, namespace: found.namespaced ? namespace : '', name });
    },
    *concerned(resource, { path, before, after }) {
      if (isDeepStrictEqual(before, after)) return;
      const id = `${resource}:${path}`;
      if (after !== undefined && (after.owners.length > 0 || after.isTerminating)) yield id;
      for (const view of [before, after]) {
        for (const owner of view?.owners ?? []) {
          const ownerId = graph.ownerId(id, owner);
          if (ownerId !== undefined) yield ownerId;
        }
      }
      const ended = before !== undefined && after?.uid !== before.uid ? before.uid : undefined;
      const waiting = after !== undefined && awaitsDependents(after) ? after.uid : undefined;
      for (const uid of [ended, waiting]) if (uid !== undefined) yield* graph.dependents(uid);
    },
  };
  return graph;
}

function follow(deps: InformerDeps, kind: Kind): Informer<Indexed> {
  const type: ResourceType<KubernetesObject> = resourceType(apiVersionOf(kind), kind.kind);
  return createInformer(deps, type, {
    project: (object: KubernetesObject): Indexed => ({
      ...viewMetadata(object),
      path: pathOf({ namespace: object.metadata.namespace ?? '', name: object.metadata.name ?? '' }),
    }),
    indices: { owner: ({ owners }) => owners.map(({ uid }) => uid) },
  });
}
