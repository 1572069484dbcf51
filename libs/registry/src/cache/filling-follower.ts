import type { Change } from '@flotilla/bus';
import type { Kind } from '@flotilla/kinds';
import { pathOf, type StatusError, timeoutError } from '@flotilla/machinery';
import { resourceOf } from '../kind/resource.ts';
import type { EntryParts } from './entry.ts';
import type { Follower } from './feed.ts';
import { WatchCache } from './watch-cache.ts';

export interface FillingDeps {
  /** What was sealed for the store, opened. */
  readonly open: (kind: Kind, body: string) => string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Keeps what the stream tells while a cache is being filled, and feeds the cache from then on. */
export class FillingFollower implements Follower {
  readonly resource: string;
  readonly #deps: FillingDeps;
  readonly #kind: Kind;
  readonly #onReset: () => void;
  readonly #reached = Promise.withResolvers<void>();
  #kept: Change[] = [];
  #position = 0;
  #wanted = Number.POSITIVE_INFINITY;
  #cache: WatchCache | undefined;
  #isVoid = false;

  constructor(deps: FillingDeps, kind: Kind, onReset: () => void) {
    this.#deps = deps;
    this.#kind = kind;
    this.#onReset = onReset;
    this.resource = resourceOf(kind);
    // A reset that nobody waits for is told through onReset.
    this.#reached.promise.catch(() => undefined);
  }

  changed(changes: readonly Change[], revision: number): void {
    const opened = changes.map((change) => ({ ...change, body: this.#deps.open(this.#kind, change.body) }));
    this.#position = revision;
    if (this.#cache === undefined) this.#keep(opened);
    else this.#cache.apply(opened, revision, this.#deps.now());
  }

  reset(): void {
    this.#isVoid = true;
    this.#reached.reject(beganAnew());
    this.#cache?.reset();
    this.#onReset();
  }

  /** Resolves once everything up to `revision` has been told. Throws 504 where that takes longer than `timeoutMs`. */
  async reached(revision: number, timeoutMs: number): Promise<void> {
    this.#wanted = revision;
    if (this.#position >= revision) return;
    const late = (): void => this.#reached.reject(timeoutError('the event stream is behind the store', 1));
    const timer = setTimeout(late, timeoutMs);
    await this.#reached.promise.finally(() => clearTimeout(timer));
  }

  /** The cache of these entries, read up to `revision`, and of what was told meanwhile. Throws 504 after a reset. */
  begin(entries: Map<string, EntryParts>, revision: number): WatchCache {
    if (this.#isVoid) throw beganAnew();
    for (const change of this.#kept) replay(entries, change);
    const lastChange = Math.max(revision, this.#kept.at(-1)?.revision ?? 0);
    this.#kept = [];
    const listing = { entries: entries.values(), revision: Math.max(this.#position, revision), lastChange };
    this.#cache = new WatchCache(this.#kind, listing);
    return this.#cache;
  }

  #keep(changes: readonly Change[]): void {
    this.#kept.push(...changes);
    if (this.#position >= this.#wanted) this.#reached.resolve();
  }
}

function beganAnew(): StatusError {
  return timeoutError('the event stream began anew while a cache was filled', 1);
}

function replay(entries: Map<string, EntryParts>, { type, key, uid, revision, body }: Change): void {
  const path = pathOf(key);
  if (revision <= (entries.get(path)?.revision ?? 0)) return;
  if (type === 'DELETED') entries.delete(path);
  else entries.set(path, { path, uid, revision, body });
}
