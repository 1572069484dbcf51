import { type Bus, StreamGone, TooOld } from '@flotilla/bus';
import type { Kind } from '@flotilla/kinds';
import type { CacheEvent } from '../cache/history.ts';
import type { WatchCache } from '../cache/watch-cache.ts';
import { answered } from '../write/answered.ts';
import { readStream } from './read-stream.ts';
import { parseRevision, tooLargeRevision } from './revision.ts';
import { type SeenEvent, type Selection, seenBy, selects } from './selection.ts';
import { newestCache, type ReadDeps } from './state.ts';

/** Source: Kubernetes documentation, "Efficient detection of changes" and "Streaming lists". */
export interface WatchOptions {
  readonly selection: Selection;
  /** As the client sent it; empty or absent: from the newest state, which is told first. */
  readonly resourceVersion?: string;
  /** Tell the present state first even where a resourceVersion is given, and mark its end; or do neither. */
  readonly sendInitialEvents?: boolean;
}

/** Where a watch tells what it sees. Nothing here waits: a reader that is too slow must be cut off by whoever writes to it. */
export interface WatchSink {
  events(events: readonly SeenEvent[]): void;
  /** The present state; what follows is newer than `revision`. */
  state(entries: readonly SeenEvent[], revision: number): void;
  /** The watch has ended and cannot go on from where it was. */
  expired(message: string): void;
}

export interface Watching {
  /** Everything up to this revision has been told. */
  revision(): number;
  stop(): void;
}

export interface WatchDeps extends ReadDeps {
  readonly bus: Bus;
}

/** How long a watch waits for the state that it is to begin with, where the client has seen it and we have not. */
const FUTURE_MS = 3000;

/** Starts a watch. Throws 504 for a revision that has not come; one that is forgotten is told to the sink. */
export async function watch(deps: WatchDeps, kind: Kind, options: WatchOptions, sink: WatchSink): Promise<Watching> {
  const { resourceVersion, selection, sendInitialEvents } = options;
  const after = parseRevision(resourceVersion);
  const cache = resourceVersion ? await deps.caches.of(kind) : await newestCache(deps, kind);
  if (sendInitialEvents ?? after === 0) {
    if (!(await cache.caughtUp(after, FUTURE_MS))) throw tooLargeRevision(after, cache.revision);
    tellState(cache, selection, sink);
    return listen(cache, cache.revision, selection, sink);
  }
  // Without a revision, and without the present state, a watch begins now.
  if (after === 0) return listen(cache, cache.revision, selection, sink);
  if (after > cache.revision) await checkCommitted(deps, after);
  return resume({ deps, kind, cache, selection, sink }, after);
}

/** A stream that is behind tells later what comes after this revision, but only where there is one such. */
async function checkCommitted({ store }: WatchDeps, revision: number): Promise<void> {
  const last = await answered(store.revision());
  if (last < revision) throw tooLargeRevision(revision, last);
}

interface Resumed {
  readonly deps: WatchDeps;
  readonly kind: Kind;
  readonly cache: WatchCache;
  readonly selection: Selection;
  readonly sink: WatchSink;
}

/** Tells what the cache has forgotten from the stream itself, then what it remembers, then what comes. */
async function resume({ deps, kind, cache, selection, sink }: Resumed, after: number): Promise<Watching> {
  const tell = (events: readonly CacheEvent[]): void => tellEvents(events, selection, sink);
  let from = after;
  try {
    for (let events = cache.since(from); events === undefined; events = cache.since(from)) {
      const until = cache.floor;
      await readStream(deps, kind, { after: from, until }, tell);
      from = until;
    }
  } catch (error) {
    if (!(error instanceof TooOld || error instanceof StreamGone)) throw error;
    sink.expired(`too old resource version: ${after} (${cache.floor})`);
    return { revision: () => after, stop: () => undefined };
  }
  tell(cache.since(from) ?? []);
  return listen(cache, from, selection, sink);
}

function tellState(cache: WatchCache, selection: Selection, sink: WatchSink): void {
  const selected = Iterator.from(cache.list(selection.namespace)).filter((entry) => selects(selection, entry));
  sink.state([...selected.map((entry) => ({ type: 'ADDED', entry }) as const)], cache.revision);
}

function tellEvents(events: readonly CacheEvent[], selection: Selection, sink: WatchSink): void {
  const seen = events.map((event) => seenBy(selection, event)).filter((event) => event !== undefined);
  if (seen.length > 0) sink.events(seen);
}

/** `after` may be a revision that the cache has yet to reach. */
function listen(cache: WatchCache, after: number, selection: Selection, sink: WatchSink): Watching {
  const stop = cache.listen({
    changed: (events) =>
      tellEvents(
        events.filter(({ revision }) => revision > after),
        selection,
        sink,
      ),
    reset: () => sink.expired('the event stream has begun anew'),
  });
  return { revision: () => Math.max(after, cache.revision), stop };
}
