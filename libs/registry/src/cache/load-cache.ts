import type { Change } from '@flotilla/bus';
import type { Kind } from '@flotilla/kinds';
import { pathOf, timeoutError } from '@flotilla/machinery';
import type { Store } from '@flotilla/store';
import { resourceOf } from '../kind/resource.ts';
import type { EntryParts } from './entry.ts';
import type { Feed } from './feed.ts';
import { WatchCache } from './watch-cache.ts';

export interface LoadDeps {
  readonly store: Store;
  readonly feed: Feed;
  /** What was sealed for the store, opened. */
  readonly open: (kind: Kind, body: string) => string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

const PAGE = 500;
const CATCH_UP_MS = 10_000;

/**
 * Fills a cache and keeps it fed. It follows the stream from before its first read of the store; what the pages hold
 * may be newer than the stream has told, so it is of one revision only once the stream has passed the last page.
 */
export async function loadCache(deps: LoadDeps, kind: Kind, onReset: () => void): Promise<WatchCache> {
  const { store, feed, open, now } = deps;
  const resource = resourceOf(kind);
  const opened = (change: Change): Change => ({ ...change, body: open(kind, change.body) });
  const pending: Change[] = [];
  const told = Promise.withResolvers<void>();
  // A reset that nobody waits for is told through onReset.
  told.promise.catch(() => undefined);
  let wanted = Number.POSITIVE_INFINITY;
  let position = 0;
  let cache: WatchCache | undefined;
  position = await feed.follow({
    resource,
    changed(changes, revision) {
      position = revision;
      if (cache !== undefined) return cache.apply(changes.map(opened), revision, now());
      pending.push(...changes);
      if (position >= wanted) told.resolve();
    },
    reset() {
      told.reject(timeoutError('the event stream began anew while a cache was filled', 1));
      cache?.reset();
      onReset();
    },
  });
  const parts = await readPages(deps, kind);
  wanted = await store.resourceRevision(resource);
  if (position < wanted) await within(told.promise, CATCH_UP_MS);
  for (const change of pending) replay(parts, opened(change));
  const lastChange = Math.max(wanted, pending.at(-1)?.revision ?? 0);
  cache = new WatchCache(kind, { entries: parts.values(), revision: Math.max(position, wanted), lastChange });
  return cache;
}

async function readPages({ store, open }: LoadDeps, kind: Kind): Promise<Map<string, EntryParts>> {
  const parts = new Map<string, EntryParts>();
  let from: string | undefined;
  do {
    const page = await store.page(resourceOf(kind), { limit: PAGE, ...(from === undefined ? {} : { from }) });
    for (const { key, uid, revision, body } of page.objects) {
      const path = pathOf(key);
      parts.set(path, { path, uid, revision, body: open(kind, body) });
    }
    from = page.next;
  } while (from !== undefined);
  return parts;
}

function replay(parts: Map<string, EntryParts>, change: Change): void {
  const path = pathOf(change.key);
  if (change.revision <= (parts.get(path)?.revision ?? 0)) return;
  if (change.type === 'DELETED') parts.delete(path);
  else parts.set(path, { path, uid: change.uid, revision: change.revision, body: change.body });
}

function within<T>(promise: Promise<T>, milliseconds: number): Promise<T> {
  const late = Promise.withResolvers<never>();
  const fail = (): void => late.reject(timeoutError('the event stream is behind the store', 1));
  const timer = setTimeout(fail, milliseconds);
  return Promise.race([promise, late.promise]).finally(() => clearTimeout(timer));
}
