import { setTimeout as sleep } from 'node:timers/promises';
import { type Bus, type Change, StreamGone, TooOld } from '@flotilla/bus';
import type { Logger } from '@flotilla/process';
import type { Store } from '@flotilla/store';

/** Told of what the event stream carries, from some revision on, without a gap. */
export interface Follower {
  readonly resource: string;
  /** `revision`: everything of this resource up to it has now been told. */
  changed(changes: readonly Change[], revision: number): void;
  /** The stream went on without us, or another epoch began: follow again, list again. Nothing more is told. */
  reset(): void;
}

/** The event stream as this process reads it. */
export interface Feed {
  /** Tells the follower of every change after the revision that it returns. */
  follow(follower: Follower): Promise<number>;
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

  async follow(follower: Follower): Promise<number> {
    this.#starting ??= this.#start();
    await this.#starting;
    this.#followers.add(follower);
    return this.#position;
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
    for (const follower of [...this.#followers]) {
      follower.changed(byResource.get(follower.resource) ?? [], this.#position);
    }
  }

  #reset(): void {
    this.#starting = undefined;
    const followers = [...this.#followers];
    this.#followers.clear();
    for (const follower of followers) follower.reset();
  }
}
