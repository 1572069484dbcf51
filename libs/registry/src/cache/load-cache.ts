import type { Kind } from '@flotilla/kinds';
import { pathOf, unavailableError } from '@flotilla/machinery';
import type { Store } from '@flotilla/store';
import { resourceOf } from '../kind/resource.ts';
import { answered } from '../write/answered.ts';
import type { EntryParts } from './entry.ts';
import type { Feed } from './feed.ts';
import { type FillingDeps, FillingFollower } from './filling-follower.ts';
import type { WatchCache } from './watch-cache.ts';

export interface LoadDeps extends FillingDeps {
  readonly store: Store;
  readonly feed: Feed;
}

const PAGE = 500;
const CATCH_UP_MS = 10_000;

/**
 * Fills a cache and keeps it fed. It follows the stream from before its first read of the store; what the pages hold
 * may be newer than the stream has told, so it is of one revision only once the stream has passed the last page.
 * Throws 503 and 504 where the stream or the store cannot be read. `onReset` is told when the cache is void.
 */
export async function loadCache(deps: LoadDeps, kind: Kind, onReset: () => void): Promise<WatchCache> {
  const follower = new FillingFollower(deps, kind, onReset);
  const leave = await following(deps.feed, follower);
  try {
    const entries = await readPages(deps, kind);
    const revision = await answered(deps.store.resourceRevision(follower.resource));
    await follower.reached(revision, CATCH_UP_MS);
    return follower.begin(entries, revision);
  } catch (error) {
    leave();
    throw error;
  }
}

/** StreamGone too: the store may name the old epoch for a moment yet. */
async function following(feed: Feed, follower: FillingFollower): Promise<() => void> {
  try {
    return await feed.follow(follower);
  } catch (error) {
    throw unavailableError(`the event stream cannot be read: ${error instanceof Error ? error.message : error}`);
  }
}

/** By path. */
async function readPages({ store, open }: LoadDeps, kind: Kind): Promise<Map<string, EntryParts>> {
  const entries = new Map<string, EntryParts>();
  let from: string | undefined;
  do {
    const options = { limit: PAGE, ...(from === undefined ? {} : { from }) };
    const page = await answered(store.page(resourceOf(kind), options));
    for (const { key, uid, revision, body } of page.objects) {
      const path = pathOf(key);
      entries.set(path, { path, uid, revision, body: open(kind, body) });
    }
    from = page.next;
  } while (from !== undefined);
  return entries;
}
