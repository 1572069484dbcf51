import type { Kind } from '@flotilla/kinds';
import { badRequestError, expiredError, isStatus, pathOf, StatusError, timeoutError } from '@flotilla/machinery';
import type { Store } from '@flotilla/store';
import type { Caches } from '../cache/caches.ts';
import { createEntry, type Entry } from '../cache/entry.ts';
import type { WatchCache } from '../cache/watch-cache.ts';
import { resourceOf } from '../kind/resource.ts';
import { answered } from '../write/answered.ts';
import { formatContinue, parseContinue } from './continue-token.ts';
import { type Selection, selects } from './selection.ts';

/** Source: Kubernetes documentation, "Resource versions" and "Retrieving large results sets in chunks". */
export interface ListOptions {
  readonly selection: Selection;
  /** As the client sent it; absent: the newest state. */
  readonly resourceVersion?: string;
  readonly match?: 'Exact' | 'NotOlderThan';
  /** 0 or absent: all. */
  readonly limit?: number;
  readonly continue?: string;
}

export interface Listing {
  readonly entries: Entry[];
  readonly revision: number;
  readonly continue?: string;
  /** How many are left after this page; absent where a selector makes that unknown. */
  readonly remaining?: number;
}

export interface ListDeps {
  readonly store: Store;
  readonly caches: Caches;
  readonly open: (kind: Kind, body: string) => string;
}

/** How long a read of the newest state waits for the stream before it reads the store itself. */
const CATCH_UP_MS = 1000;
/** How long a read waits for a revision that the client has seen and we have not. */
export const FUTURE_MS = 3000;

/** A listing of one revision. Throws 410 for a revision that is forgotten, 504 for one that has not come. */
export async function list(deps: ListDeps, kind: Kind, options: ListOptions): Promise<Listing> {
  const token = options.continue ? parseContinue(options.continue) : undefined;
  if (token !== undefined && options.resourceVersion && options.resourceVersion !== '0') {
    throw badRequestError('specifying resource version is not allowed when using continue');
  }
  const { entries, revision } = await source(deps, kind, options, token);
  return paged(entries, revision, options);
}

async function source(
  deps: ListDeps,
  kind: Kind,
  options: ListOptions,
  token: { revision: number; from: string } | undefined,
): Promise<{ entries: Iterable<Entry>; revision: number }> {
  const { namespace } = options.selection;
  if (token !== undefined && token.revision > 0) return continued(await deps.caches.of(kind), namespace, token);
  const wanted = Number(options.resourceVersion || 0);
  if (options.match === 'Exact') return exact(await deps.caches.of(kind), namespace, wanted);
  if (options.resourceVersion) {
    const cache = await deps.caches.of(kind);
    if (!(await cache.caughtUp(wanted, FUTURE_MS))) throw tooLargeRevision(wanted, cache.revision);
    return { entries: cache.list(namespace), revision: cache.revision };
  }
  return newest(deps, kind, namespace, token?.from);
}

async function newest(
  deps: ListDeps,
  kind: Kind,
  namespace: string,
  from: string | undefined,
): Promise<{ entries: Iterable<Entry>; revision: number }> {
  try {
    const cache = await newestCache(deps, kind);
    return { entries: cache.list(namespace, from), revision: cache.revision };
  } catch (error) {
    if (!isStatus(error, 'Timeout')) throw error;
  }
  const { objects, revision } = await answered(
    deps.store.listAt(resourceOf(kind), namespace === '' ? undefined : namespace),
  );
  const entries = objects.map(({ key, uid, revision: of, body }) =>
    createEntry(kind, { path: pathOf(key), uid, revision: of, body: deps.open(kind, body) }),
  );
  return { entries: entries.filter((entry) => from === undefined || entry.path >= from), revision };
}

/** The kind's cache once it holds everything that is committed now. Throws 504 where the stream is behind. */
export async function newestCache(deps: ListDeps, kind: Kind): Promise<WatchCache> {
  const needed = await answered(deps.store.resourceRevision(resourceOf(kind)));
  const cache = await deps.caches.of(kind);
  if (await cache.caughtUp(needed, CATCH_UP_MS)) return cache;
  throw timeoutError('the event stream is behind the store', 1);
}

function exact(cache: WatchCache, namespace: string, revision: number): { entries: Iterable<Entry>; revision: number } {
  if (revision > cache.revision) throw tooLargeRevision(revision, cache.revision);
  return { entries: cache.listAt(revision, namespace), revision };
}

function continued(
  cache: WatchCache,
  namespace: string,
  { revision, from }: { revision: number; from: string },
): { entries: Iterable<Entry>; revision: number } {
  try {
    return { entries: cache.listAt(revision, namespace, from), revision };
  } catch (error) {
    throw error instanceof StatusError ? continueExpired(from) : error;
  }
}

function paged(entries: Iterable<Entry>, revision: number, { selection, limit = 0 }: ListOptions): Listing {
  const page: Entry[] = [];
  let left = 0;
  let next: string | undefined;
  const selective = selection.labels !== undefined || selection.fields !== undefined;
  for (const entry of entries) {
    if (next !== undefined) {
      left++;
      continue;
    }
    if (!selects(selection, entry)) continue;
    if (limit > 0 && page.length === limit) {
      next = entry.path;
      left = 1;
      if (selective) break;
      continue;
    }
    page.push(entry);
  }
  if (next === undefined) return { entries: page, revision };
  const token = formatContinue({ revision, from: next });
  return { entries: page, revision, continue: token, ...(selective ? {} : { remaining: left }) };
}

export function tooLargeRevision(wanted: number, current: number): StatusError {
  const error = timeoutError(`Too large resource version: ${wanted}, current: ${current}`, 1);
  const cause = { reason: 'ResourceVersionTooLarge', message: 'Too large resource version' };
  return new StatusError(504, 'Timeout', error.message, { retryAfterSeconds: 1, causes: [cause] });
}

/** 410 that carries a token with which the rest can still be had, at a newer revision. */
function continueExpired(from: string): StatusError {
  const error = expiredError(
    'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.',
  );
  Object.assign(error.status, { metadata: { continue: formatContinue({ revision: -1, from }) } });
  return error;
}
