import type { Kind } from '@flotilla/kinds';
import { isStatus, pathOf, timeoutError } from '@flotilla/machinery';
import type { Store } from '@flotilla/store';
import type { Caches } from '../cache/caches.ts';
import { createEntry, type Entry } from '../cache/entry.ts';
import type { WatchCache } from '../cache/watch-cache.ts';
import { resourceOf } from '../kind/resource.ts';
import { answered } from '../write/answered.ts';
import { tooLargeRevision } from './revision.ts';

export interface ReadDeps {
  readonly store: Store;
  readonly caches: Caches;
  readonly open: (kind: Kind, body: string) => string;
}

/** Objects in the order of their paths, as they were at one revision. */
export interface State {
  readonly entries: readonly Entry[];
  readonly revision: number;
}

/** Which objects: those of a namespace, or of all where it is empty, from a path on. */
export interface Range {
  readonly namespace: string;
  readonly from?: string;
}

/** How long a read waits for the stream before it reads the store itself. */
const CATCH_UP_MS = 1000;

/**
 * The newest state, under a revision that is not older than anything that was committed when it was asked for. Of this
 * kind nothing lies between what its cache has passed and that revision.
 */
export async function stateNow(deps: ReadDeps, kind: Kind, range: Range): Promise<State> {
  const now = await answered(deps.store.revision());
  const needed = await answered(deps.store.resourceRevision(resourceOf(kind)));
  const { entries, revision } = await stateSince(deps, kind, range, needed);
  return { entries, revision: Math.max(revision, now) };
}

/** A state that is not older than `needed`. Throws 504 where that has not come. */
export async function stateSince(deps: ReadDeps, kind: Kind, range: Range, needed: number): Promise<State> {
  const cache = await cacheWith(deps, kind, needed);
  if (cache !== undefined) return { entries: [...cache.list(range.namespace, range.from)], revision: cache.revision };
  const stored = await storedState(deps, kind, range);
  if (stored.revision < needed) throw tooLargeRevision(needed, stored.revision);
  return stored;
}

/** The state at `revision` exactly. Throws 410 where that is forgotten, 504 where it has not come or cannot be known yet. */
export async function stateAt(deps: ReadDeps, kind: Kind, range: Range, revision: number): Promise<State> {
  const cache = await cacheWith(deps, kind, revision);
  if (cache !== undefined) return { entries: [...cache.listAt(revision, range.namespace, range.from)], revision };
  const { entries, revision: current } = await storedState(deps, kind, range);
  if (current < revision) throw tooLargeRevision(revision, current);
  const isAsThen = (await answered(deps.store.resourceRevision(resourceOf(kind)))) <= revision;
  if (!isAsThen) throw streamBehind();
  return { entries, revision };
}

/** The kind's cache once it holds everything that is committed now. Throws 503 and 504 where the stream is behind. */
export async function newestCache({ store, caches }: ReadDeps, kind: Kind): Promise<WatchCache> {
  const needed = await answered(store.resourceRevision(resourceOf(kind)));
  const cache = await caches.of(kind);
  if (await cache.caughtUp(needed, CATCH_UP_MS)) return cache;
  throw streamBehind();
}

function streamBehind(): Error {
  return timeoutError('the event stream is behind the store', 1);
}

/** The kind's cache with everything up to `revision`; undefined where that takes too long. */
async function cacheWith({ caches }: ReadDeps, kind: Kind, revision: number): Promise<WatchCache | undefined> {
  const late = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => late.resolve(undefined), CATCH_UP_MS);
  try {
    const cache = await Promise.race([caches.of(kind), late.promise]);
    return (await cache?.caughtUp(revision, CATCH_UP_MS)) ? cache : undefined;
  } catch (error) {
    if (isStatus(error, 'Timeout') || isStatus(error, 'ServiceUnavailable')) return undefined;
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** What the store itself holds, at one revision. */
async function storedState({ store, open }: ReadDeps, kind: Kind, { namespace, from = '' }: Range): Promise<State> {
  const { objects, revision } = await answered(
    store.listAt(resourceOf(kind), namespace === '' ? undefined : namespace),
  );
  const entries = objects
    .map(({ key, uid, revision: of, body }) => ({ path: pathOf(key), uid, revision: of, body }))
    .filter(({ path }) => path >= from)
    .map((parts) => createEntry(kind, { ...parts, body: open(kind, parts.body) }));
  return { entries, revision };
}
