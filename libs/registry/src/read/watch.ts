import { type Bus, type Change, StreamGone, TooOld } from '@flotilla/bus';
import type { Kind } from '@flotilla/kinds';
import { badRequestError, pathOf } from '@flotilla/machinery';
import type { Caches } from '../cache/caches.ts';
import { createEntry, type Entry } from '../cache/entry.ts';
import type { CacheEvent } from '../cache/history.ts';
import type { WatchCache } from '../cache/watch-cache.ts';
import { resourceOf } from '../kind/resource.ts';
import { FUTURE_MS, type ListDeps, newestCache, tooLargeRevision } from './list.ts';
import { type SeenEvent, type Selection, seenBy, selects } from './selection.ts';

/** Source: Kubernetes documentation, "Efficient detection of changes" and "Streaming lists". */
export interface WatchOptions {
  readonly selection: Selection;
  /** As the client sent it; absent: from the newest state, which is told first. */
  readonly resourceVersion?: string;
  /** Tell the present state first even where a resourceVersion is given, and mark its end. */
  readonly sendInitialEvents?: boolean;
}

/** Where a watch tells what it sees. Nothing here waits: a reader that is too slow must be cut off by whoever writes to it. */
export interface WatchSink {
  events(events: readonly SeenEvent[]): void;
  /** The present state has been told; what follows is newer than `revision`. */
  initialEnd(revision: number): void;
  /** The watch has ended and cannot go on from where it was. */
  expired(message: string): void;
}

export interface Watching {
  /** Everything up to this revision has been told. */
  revision(): number;
  stop(): void;
}

export interface WatchDeps extends ListDeps {
  readonly caches: Caches;
  readonly bus: Bus;
}

/** Starts a watch. Throws 504 for a revision that has not come; one that is forgotten is told to the sink. */
export async function watch(deps: WatchDeps, kind: Kind, options: WatchOptions, sink: WatchSink): Promise<Watching> {
  const { resourceVersion = '' } = options;
  if (!/^\d*$/.test(resourceVersion)) {
    throw badRequestError(
      `Invalid value: ${JSON.stringify(resourceVersion)}: resourceVersion must be a decimal number`,
    );
  }
  const wanted = Number(resourceVersion || 0);
  const cache = resourceVersion === '' ? await newestCache(deps, kind) : await deps.caches.of(kind);
  if (!(await cache.caughtUp(wanted, FUTURE_MS))) throw tooLargeRevision(wanted, cache.revision);
  const initial = options.sendInitialEvents ?? wanted === 0;
  if (initial) {
    tellState(cache, options.selection, sink);
    return listen(cache, options.selection, sink);
  }
  // Without a revision, and without the present state, a watch begins now.
  if (wanted === 0) return listen(cache, options.selection, sink);
  const forgotten = cache.since(wanted) === undefined;
  const from = forgotten ? await tellOld(deps, kind, cache, wanted, options.selection, sink) : wanted;
  if (from === undefined) return { revision: () => wanted, stop: () => undefined };
  const events = cache.since(from);
  if (events === undefined) sink.expired(tooOld(wanted, cache));
  tellEvents(events ?? [], options.selection, sink);
  return listen(cache, options.selection, sink);
}

function tellState(cache: WatchCache, selection: Selection, sink: WatchSink): void {
  const selected = Iterator.from(cache.list(selection.namespace)).filter((entry) => selects(selection, entry));
  sink.events([...selected].map((entry) => ({ type: 'ADDED', entry })));
  sink.initialEnd(cache.revision);
}

function tellEvents(events: readonly CacheEvent[], selection: Selection, sink: WatchSink): void {
  const seen = events.map((event) => seenBy(selection, event)).filter((event) => event !== undefined);
  if (seen.length > 0) sink.events(seen);
}

function listen(cache: WatchCache, selection: Selection, sink: WatchSink): Watching {
  const stop = cache.listen({
    changed: (events) => tellEvents(events, selection, sink),
    reset: () => sink.expired('the event stream has begun anew'),
  });
  return { revision: () => cache.revision, stop };
}

/**
 * Reads what the cache has forgotten from the stream itself, up to where the cache goes on. Resolves with that
 * revision, or undefined where the stream has forgotten it too.
 */
async function tellOld(
  deps: WatchDeps,
  kind: Kind,
  cache: WatchCache,
  after: number,
  selection: Selection,
  sink: WatchSink,
): Promise<number | undefined> {
  const until = cache.floor;
  const { number: epoch, base } = await deps.store.epoch();
  const done = new AbortController();
  try {
    const place = { after, resource: resourceOf(kind), signal: done.signal };
    for await (const batch of deps.bus.changes({ epoch, base }, place)) {
      const wanted = batch.filter(({ revision }) => revision <= until);
      tellEvents(
        wanted.map((change) => cacheEvent(deps, kind, change)),
        selection,
        sink,
      );
      if ((batch.at(-1)?.revision ?? 0) >= until) break;
    }
    return until;
  } catch (error) {
    if (!(error instanceof TooOld || error instanceof StreamGone)) throw error;
    sink.expired(tooOld(after, cache));
    return undefined;
  } finally {
    done.abort();
  }
}

function tooOld(revision: number, cache: WatchCache): string {
  return `too old resource version: ${revision} (${cache.floor})`;
}

function cacheEvent(deps: WatchDeps, kind: Kind, change: Change): CacheEvent {
  const { type, revision, uid, traceparent } = change;
  const path = pathOf(change.key);
  const entryOf = (body: string): Entry => createEntry(kind, { path, uid, revision, body: deps.open(kind, body) });
  const entry = entryOf(change.body);
  const before = type === 'ADDED' ? undefined : change.previous === undefined ? entry : entryOf(change.previous);
  return { type, revision, entry, before, traceparent };
}
