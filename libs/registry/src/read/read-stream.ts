import type { Bus, Change } from '@flotilla/bus';
import type { Kind } from '@flotilla/kinds';
import { pathOf } from '@flotilla/machinery';
import type { Store } from '@flotilla/store';
import { createEntry, type Entry } from '../cache/entry.ts';
import type { CacheEvent } from '../cache/history.ts';
import { resourceOf } from '../kind/resource.ts';
import { answered } from '../write/answered.ts';

export interface StreamDeps {
  readonly store: Store;
  readonly bus: Bus;
  readonly open: (kind: Kind, body: string) => string;
}

/** The revisions above `after`, up to one that the stream is known to have had. */
export interface Span {
  readonly after: number;
  readonly until: number;
}

/** Tells a kind's events from the stream itself. Throws TooOld and StreamGone where it no longer holds them. */
export async function readStream(
  deps: StreamDeps,
  kind: Kind,
  { after, until }: Span,
  tell: (events: readonly CacheEvent[]) => void,
): Promise<void> {
  const { number: epoch, base } = await answered(deps.store.epoch());
  const done = new AbortController();
  try {
    const place = { after, resource: resourceOf(kind), signal: done.signal };
    for await (const batch of deps.bus.changes({ epoch, base }, place)) {
      const wanted = batch.filter(({ revision }) => revision <= until);
      tell(wanted.map((change) => cacheEvent(deps, kind, change)));
      if ((batch.at(-1)?.revision ?? 0) >= until) return;
    }
  } finally {
    done.abort();
  }
}

function cacheEvent({ open }: StreamDeps, kind: Kind, change: Change): CacheEvent {
  const { type, revision, uid, traceparent, previous } = change;
  const entryOf = (body: string): Entry =>
    createEntry(kind, { path: pathOf(change.key), uid, revision, body: open(kind, body) });
  const entry = entryOf(change.body);
  // Where the stream does not say what was before, labels and fields were the same.
  const before = type === 'ADDED' ? undefined : previous === undefined ? entry : entryOf(previous);
  return { type, revision, entry, before, traceparent };
}
