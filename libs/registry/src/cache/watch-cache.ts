import type { Change } from '@flotilla/bus';
import type { Kind } from '@flotilla/kinds';
import { expiredError, pathOf } from '@flotilla/machinery';
import { createEntry, type Entry, type EntryParts } from './entry.ts';
import { type CacheEvent, History, type HistoryLimits } from './history.ts';
import { SortedEntries } from './sorted-entries.ts';

/** Told of events in batches, as they were read, in the order of their revisions. */
export interface CacheListener {
  changed(events: readonly CacheEvent[]): void;
  /** The cache lost its place: what was told so far is void, and nothing more will be told. */
  reset(): void;
}

/** What a cache starts from. */
export interface CacheListing {
  readonly entries: Iterable<EntryParts>;
  /** Everything up to this revision is in. */
  readonly revision: number;
  /** The last revision up to it that touched this kind. */
  readonly lastChange: number;
}

export const HISTORY_LIMITS: HistoryLimits = { ageMs: 5 * 60_000, bytes: 64 * 1024 * 1024 };

/**
 * The objects of one kind as they are at one revision, and as they were in the last minutes. It is filled from a
 * listing and then follows the event stream; {@link loadCache} does both.
 */
export class WatchCache {
  readonly kind: Kind;
  readonly #entries = new SortedEntries();
  readonly #history: History;
  readonly #listeners = new Set<CacheListener>();
  readonly #waiting = new Set<{ revision: number; settle: (caughtUp: boolean) => void }>();
  #revision: number;
  #isVoid = false;

  constructor(kind: Kind, listing: CacheListing, limits = HISTORY_LIMITS) {
    this.kind = kind;
    this.#revision = listing.revision;
    this.#history = new History(listing.lastChange, limits);
    for (const parts of listing.entries) this.#entries.set(createEntry(kind, parts));
  }

  /** Everything up to this revision is in. */
  get revision(): number {
    return this.#revision;
  }

  /** What happened after this revision is remembered. It is the revision of a change of this kind. */
  get floor(): number {
    return this.#history.floor;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(path: string): Entry | undefined {
    return this.#entries.get(path);
  }

  /** All entries, or those of a namespace, in the order of their paths. */
  list(namespace = '', from?: string): Iterable<Entry> {
    return this.#entries.startingWith(prefixOf(namespace), from);
  }

  /** The entries as they were at `revision`. Throws 410 where that is forgotten. */
  listAt(revision: number, namespace = '', from?: string): Iterable<Entry> {
    const then = this.#history.undo(revision);
    if (then === undefined) throw expiredError(`The provided resource version is too old: ${revision}`);
    const unchanged = Iterator.from(this.list(namespace, from)).filter(({ path }) => !then.has(path));
    const changed = new SortedEntries();
    for (const entry of then.values()) if (entry !== undefined) changed.set(entry);
    return merged(unchanged, changed.startingWith(prefixOf(namespace), from));
  }

  /** Events after `revision`; undefined where some of them are forgotten. */
  since(revision: number): CacheEvent[] | undefined {
    return this.#history.since(revision);
  }

  /** Resolves once everything up to `revision` is in; false when that takes longer than `timeoutMs`, or will never be. */
  caughtUp(revision: number, timeoutMs: number): Promise<boolean> {
    if (this.#isVoid || this.#revision >= revision) return Promise.resolve(!this.#isVoid);
    return new Promise((resolve) => {
      const settle = (caughtUp: boolean): void => {
        clearTimeout(timer);
        this.#waiting.delete(waiter);
        resolve(caughtUp);
      };
      const timer = setTimeout(() => settle(false), timeoutMs);
      const waiter = { revision, settle };
      this.#waiting.add(waiter);
    });
  }

  /** Returns what ends it. A listener to a cache that has lost its place is told so at once. */
  listen(listener: CacheListener): () => void {
    if (this.#isVoid) listener.reset();
    else this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Takes in changes of this kind, and that everything up to `revision` has been read. */
  apply(changes: readonly Change[], revision: number, now: number): void {
    const events: CacheEvent[] = [];
    for (const change of changes) {
      const event = this.#applyOne(change);
      if (event === undefined) continue;
      this.#history.add(event, now);
      events.push(event);
    }
    this.#history.trim(now);
    this.#revision = Math.max(this.#revision, revision);
    if (events.length > 0) for (const listener of [...this.#listeners]) listener.changed(events);
    for (const waiter of [...this.#waiting]) if (waiter.revision <= this.#revision) waiter.settle(true);
  }

  /** Tells all listeners that this cache is void. */
  reset(): void {
    this.#isVoid = true;
    for (const waiter of [...this.#waiting]) waiter.settle(false);
    for (const listener of [...this.#listeners]) listener.reset();
    this.#listeners.clear();
  }

  #applyOne(change: Change): CacheEvent | undefined {
    const path = pathOf(change.key);
    const before = this.#entries.get(path);
    if (change.revision <= (before?.revision ?? 0)) return undefined;
    const entry = createEntry(this.kind, { path, uid: change.uid, revision: change.revision, body: change.body });
    const { revision, traceparent } = change;
    if (change.type !== 'DELETED') {
      this.#entries.set(entry);
      return { type: before === undefined ? 'ADDED' : 'MODIFIED', revision, entry, before, traceparent };
    }
    if (before === undefined) return undefined;
    this.#entries.delete(path);
    return { type: 'DELETED', revision, entry, before, traceparent };
  }
}

function prefixOf(namespace: string): string {
  return namespace === '' ? '' : `${namespace}/`;
}

/** Two rows of entries as one, each in the order of their paths; no path is in both. */
function* merged(one: Iterable<Entry>, other: Iterable<Entry>): Generator<Entry> {
  const others = Iterator.from(other);
  let next = others.next();
  for (const entry of one) {
    for (; !next.done && next.value.path < entry.path; next = others.next()) yield next.value;
    yield entry;
  }
  for (; !next.done; next = others.next()) yield next.value;
}
