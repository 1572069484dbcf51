import { setTimeout as sleep } from 'node:timers/promises';
import { type Bus, type Change, StreamGone, TooOld } from '@flotilla/bus';
import type { Logger } from '@flotilla/process';
import type { Store } from '@flotilla/store';

/** Told of what the event stream carries, from some revision on, without a gap. */
export interface Follower {
  readonly resource: string;
  /** `revision`: everything of this resource up to it has now been told. The first call, without changes, says from where. */
  changed(changes: readonly Change[], revision: number): void;
  /**
   * The stream went on without us, another epoch began, or `changed` threw: follow again, list again. Nothing more is
   * told.
   */
  reset(): void;
}

/** The event stream as this process reads it. */
export interface Feed {
  /** Resolves once the follower has been told from where on it hears of every change, with what ends that. */
  follow(follower: Follower): Promise<() => void>;
}

export interface FeedDeps {
  readonly bus: Bus;
  readonly store: Store;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

const RETRY_MS = 250;

/** One reader of the whole stream, for processes that hold many kinds; its place is kept while anybody follows. */
export function createWholeFeed(deps: FeedDeps): Feed {
  return new StreamFeed(deps, undefined);
}

/** A reader for each resource: for processes that hold few. NATS then filters. */
export function createFilteredFeed(deps: FeedDeps): Feed {
  const feeds = new Map<string, Feed>();
  return {
    follow(follower) {
      let feed = feeds.get(follower.resource);
      if (feed === undefined) {
        feed = new StreamFeed(deps, follower.resource);
        feeds.set(follower.resource, feed);
      }
      return feed.follow(follower);
    },
  };
}

class StreamFeed implements Feed {
  readonly #deps: FeedDeps;
  readonly #resource: string | undefined;
  readonly #followers = new Set<Follower>();
  #position = 0;
  #starting: Promise<void> | undefined;

  constructor(deps: FeedDeps, resource: string | undefined) {
    this.#deps = deps;
    this.#resource = resource;
  }

  async follow(follower: Follower): Promise<() => void> {
    this.#starting ??= this.#start();
    const starting = this.#starting;
    await starting;
    // A reader that ended while we waited tells nothing more.
    if (this.#starting !== starting) return this.follow(follower);
    this.#followers.add(follower);
    follower.changed([], this.#position);
    return () => this.#followers.delete(follower);
  }

  async #start(): Promise<void> {
    try {
      const { number, base } = await this.#deps.store.epoch();
      const stream = { epoch: number, base };
      const state = await this.#deps.bus.streamState(stream);
      if (state === undefined) throw new StreamGone(`no stream of epoch ${number}`);
      this.#position = state.last;
      void this.#read(stream);
    } catch (error) {
      this.#starting = undefined;
      throw error;
    }
  }

  async #read(stream: { epoch: number; base: number }): Promise<void> {
    const { bus, log, signal } = this.#deps;
    const filter = this.#resource === undefined ? {} : { resource: this.#resource };
    while (!signal.aborted) {
      try {
        for await (const batch of bus.changes(stream, { after: this.#position, signal, ...filter })) this.#tell(batch);
      } catch (error) {
        if (error instanceof TooOld || error instanceof StreamGone) return this.#reset();
        log.warn('event stream interrupted', { error });
        await sleep(RETRY_MS, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  #tell(batch: readonly Change[]): void {
    const last = batch.at(-1);
    if (last === undefined) return;
    this.#position = last.revision;
    const byResource = Map.groupBy(batch, (change) => change.key.resource);
    for (const follower of [...this.#followers]) this.#tellOne(follower, byResource.get(follower.resource) ?? []);
  }

  /** One that cannot take a change begins anew; the others have nothing to do with it. */
  #tellOne(follower: Follower, changes: readonly Change[]): void {
    try {
      follower.changed(changes, this.#position);
    } catch (error) {
      this.#deps.log.error('change not taken, beginning anew', { resource: follower.resource, error });
      this.#followers.delete(follower);
      follower.reset();
    }
  }

  #reset(): void {
    this.#starting = undefined;
    const followers = [...this.#followers];
    this.#followers.clear();
    for (const follower of followers) follower.reset();
  }
}
