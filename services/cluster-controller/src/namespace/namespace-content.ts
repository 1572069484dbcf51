import type { Kind } from '@flotilla/kinds';
import { isStatus, type KubernetesObject } from '@flotilla/machinery';
import { apiVersionOf, type Client, fromLatin1, type Registry, resourceOf, resourceType } from '@flotilla/registry';
import type { Store, StoredObject } from '@flotilla/store';
import { storedKinds } from '../objects/stored-kinds.ts';

/** What is left of one kind in a namespace. */
export interface Remaining {
  readonly resource: string;
  readonly group: string;
  readonly count: number;
  /** How many of them each finalizer holds. */
  readonly finalizers: ReadonlyMap<string, number>;
}

/** What a sweep of a namespace found. */
export interface Findings {
  readonly remaining: readonly Remaining[];
  /** Messages of deletions that were refused. */
  readonly failures: readonly string[];
}

/** All that a namespace holds. */
export interface NamespaceContent {
  /** Asks for the deletion of everything of these kinds; resolves with what is left right after. */
  sweep(namespace: string, kinds: readonly Kind[], signal: AbortSignal): Promise<Findings>;
  readonly pods: readonly Kind[];
  readonly others: readonly Kind[];
}

const PAGE = 200;
/** How many deletions are under way at once: emptying a namespace must not crowd out what users write. */
const AT_ONCE = 8;

/**
 * Pages are read from the store: a namespace is emptied seldom, and may hold kinds that nobody else in this process
 * has a cache of.
 */
export function createNamespaceContent(
  client: Client,
  registry: Registry,
  store: Pick<Store, 'page'>,
): NamespaceContent {
  const kinds = storedKinds(registry).filter(({ namespaced }) => namespaced);
  const isPods = (kind: Kind): boolean => resourceOf(kind) === 'pods';
  return {
    pods: kinds.filter(isPods),
    others: kinds.filter((kind) => !isPods(kind)),
    async sweep(namespace, swept, signal) {
      const remaining: Remaining[] = [];
      const failures: string[] = [];
      for (const kind of swept) {
        if (signal.aborted) break;
        const found = await readAll(store, kind, namespace);
        if (found.length === 0) continue;
        failures.push(...(await deleteAll(client, kind, found)));
        const left = await readAll(store, kind, namespace);
        if (left.length > 0) remaining.push(countRemaining(kind, left));
      }
      return { remaining, failures };
    },
  };
}

async function readAll(store: Pick<Store, 'page'>, kind: Kind, namespace: string): Promise<StoredObject[]> {
  const objects: StoredObject[] = [];
  let from: string | undefined;
  do {
    const place = from === undefined ? {} : { from };
    const page = await store.page(resourceOf(kind), { namespace, limit: PAGE, ...place });
    objects.push(...page.objects);
    from = page.next;
  } while (from !== undefined);
  return objects;
}

/** Resolves with the messages of what was refused. */
async function deleteAll(client: Client, kind: Kind, objects: readonly StoredObject[]): Promise<string[]> {
  const type = resourceType(apiVersionOf(kind), kind.kind);
  const failures: string[] = [];
  const deleteOne = async ({ key, uid }: StoredObject): Promise<void> => {
    try {
      await client.delete(type, key, { propagationPolicy: 'Background', preconditions: { uid } });
    } catch (error) {
      if (!isStatus(error)) throw error;
      if (error.reason !== 'Conflict') failures.push(error.message);
    }
  };
  for (let from = 0; from < objects.length; from += AT_ONCE) {
    await Promise.all(objects.slice(from, from + AT_ONCE).map(deleteOne));
  }
  return failures;
}

function countRemaining({ resource, group }: Kind, objects: readonly StoredObject[]): Remaining {
  const finalizers = new Map<string, number>();
  for (const { body } of objects) {
    const { metadata }: KubernetesObject = JSON.parse(fromLatin1(body));
    for (const name of metadata.finalizers ?? []) finalizers.set(name, (finalizers.get(name) ?? 0) + 1);
  }
  return { resource, group, count: objects.length, finalizers };
}
