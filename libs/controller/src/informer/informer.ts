import type { Kind } from '@flotilla/kinds';
import type { Logger } from '@flotilla/process';
import type { CacheEvent, Entry, Registry, ResourceType, WatchCache } from '@flotilla/registry';
import { resourceOf } from '@flotilla/registry';
import { type Clock, pause } from '../clock/clock.ts';
import { IndexTable } from './index-table.ts';

/** What became of one object. The first time it is told of, `before` is undefined; when it has gone, `after` is. */
export interface InformerChange<P> {
  /** `default/hello`. */
  readonly path: string;
  readonly before: P | undefined;
  readonly after: P | undefined;
  /** The trace that caused it. */
  readonly traceparent?: string;
}

/**
 * The objects of one kind as a controller sees them: parsed once, and only the part of them that it uses. All readers
 * share what they are given; nobody may change it.
 */
export interface Informer<P> {
  readonly kind: Kind;
  /** As the store names it: `pods`. */
  readonly resource: string;
  get(path: string): P | undefined;
  /** All objects, or those of a namespace, by path. */
  list(namespace?: string): Iterable<readonly [path: string, object: P]>;
  /** The objects that stand under `value` in the index of this name. Throws for an index that is none. */
  under(index: string, value: string): P[];
  /** Tells of every change from now on; returns what ends it. */
  listen(listener: (change: InformerChange<P>) => void): () => void;
  /** Everything up to this revision is in and has been told; 0 before the first listing. */
  readonly revision: number;
  /** Resolves once everything up to `revision` is in and has been told, or when the informer stops. */
  caughtUp(revision: number): Promise<void>;
  /** Resolves once everything that is committed by now is in and has been told, or when the informer stops. */
  caughtUpWithStore(): Promise<void>;
  /** Resolves when the first listing is in. Starting it again does nothing. */
  start(): Promise<void>;
  stop(): void;
}

export interface InformerDeps {
  readonly registry: Registry;
  readonly clock: Clock;
  readonly log: Logger;
}

export interface InformerOptions<T, P> {
  /** The part of an object that is kept, so that memory stays small. */
  project(object: T): P;
  /** By name: under which values an object is found. */
  readonly indices?: Readonly<Record<string, (object: P) => readonly string[]>>;
}

interface Held<P> {
  readonly uid: string;
  readonly revision: number;
  readonly object: P;
}

/** How long to wait before a listing that failed is tried again. */
const RETRY_MS = 500;
/** How long to wait for a revision before asking whether the cache is still the one to ask. */
const CATCH_UP_MS = 5000;

export function createInformer<T, P = T>(
  deps: InformerDeps,
  { apiVersion, kind: kindName }: ResourceType<T>,
  options: InformerOptions<T, P>,
): Informer<P> {
  const kind = deps.registry.kinds.byKind(apiVersion, kindName);
  if (kind === undefined) throw new Error(`Cannot follow ${apiVersion} ${kindName}: it is no kind this server has`);
  return new CacheInformer(deps, kind, options);
}

class CacheInformer<T, P> implements Informer<P> {
  readonly kind: Kind;
  readonly resource: string;
  readonly #deps: InformerDeps;
  readonly #project: (object: T) => P;
  readonly #indices: ReadonlyMap<string, IndexTable<P>>;
  readonly #held = new Map<string, Held<P>>();
  readonly #listeners = new Set<(change: InformerChange<P>) => void>();
  readonly #stopping = new AbortController();
  #cache: WatchCache | undefined;
  #following: Promise<void> | undefined;
  #leave: () => void = () => undefined;

  constructor(deps: InformerDeps, kind: Kind, { project, indices = {} }: InformerOptions<T, P>) {
    this.kind = kind;
    this.resource = resourceOf(kind);
    this.#deps = deps;
    this.#project = project;
    this.#indices = new Map(Object.entries(indices).map(([name, valuesOf]) => [name, new IndexTable(valuesOf)]));
  }

  get revision(): number {
    return this.#cache?.revision ?? 0;
  }

  get(path: string): P | undefined {
    return this.#held.get(path)?.object;
  }

  *list(namespace = ''): Generator<readonly [string, P]> {
    const prefix = namespace === '' ? '' : `${namespace}/`;
    for (const [path, { object }] of this.#held) if (path.startsWith(prefix)) yield [path, object];
  }

  under(index: string, value: string): P[] {
    const table = this.#indices.get(index);
    if (table === undefined) throw new Error(`Cannot look up ${this.resource}: there is no index ${index}`);
    return [...table.under(value)].map((path) => this.get(path)).filter((object) => object !== undefined);
  }

  listen(listener: (change: InformerChange<P>) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async caughtUp(revision: number): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const cache = this.#cache;
      if (cache === undefined) await (this.#following ?? pause(this.#deps.clock, RETRY_MS, signal));
      else if ((await cache.caughtUp(revision, CATCH_UP_MS)) && cache === this.#cache) return;
    }
  }

  async caughtUpWithStore(): Promise<void> {
    const { registry, clock, log } = this.#deps;
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        const { revision } = await registry.newestCache(this.kind);
        return await this.caughtUp(revision);
      } catch (error) {
        log.info('cache behind the store, waiting', { resource: this.resource, error });
        await pause(clock, RETRY_MS, signal);
      }
    }
  }

  start(): Promise<void> {
    this.#following ??= this.#follow();
    return this.#following;
  }

  stop(): void {
    this.#stopping.abort();
    this.#leave();
  }

  /** Lists, tells what is new since the last listing, and follows. Ends when that has begun. */
  async #follow(): Promise<void> {
    const { registry, clock, log } = this.#deps;
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        const cache = await registry.cache(this.kind);
        if (!signal.aborted) this.#begin(cache);
        return;
      } catch (error) {
        // A listing that failed half way listens already.
        this.#leave();
        log.warn('cannot list, trying again', { resource: this.resource, error });
        await pause(clock, RETRY_MS, signal);
      }
    }
  }

  /** Listing and listening happen in one turn of the event loop, so that nothing falls between them. */
  #begin(cache: WatchCache): void {
    this.#cache = cache;
    this.#leave = cache.listen({
      changed: (events) => {
        for (const event of events) this.#take(event);
      },
      reset: () => this.#restart(),
    });
    const gone = new Set(this.#held.keys());
    for (const entry of cache.list()) {
      gone.delete(entry.path);
      this.#put(entry);
    }
    for (const path of gone) this.#drop(path);
  }

  #restart(): void {
    this.#cache = undefined;
    if (!this.#stopping.signal.aborted) this.#following = this.#follow();
  }

  #take({ type, entry, traceparent }: CacheEvent): void {
    if (type === 'DELETED') this.#drop(entry.path, traceparent);
    else this.#put(entry, traceparent);
  }

  #put(entry: Entry, traceparent?: string): void {
    const { path, uid, revision } = entry;
    const held = this.#held.get(path);
    if (held?.revision === revision) return;
    if (held !== undefined && held.uid !== uid) this.#drop(path, traceparent);
    const object = this.#project(entry.object() as T);
    this.#held.set(path, { uid, revision, object });
    this.#tell(path, held?.uid === uid ? held.object : undefined, object, traceparent);
  }

  #drop(path: string, traceparent?: string): void {
    const held = this.#held.get(path);
    if (held === undefined) return;
    this.#held.delete(path);
    this.#tell(path, held.object, undefined, traceparent);
  }

  #tell(path: string, before: P | undefined, after: P | undefined, traceparent: string | undefined): void {
    for (const table of this.#indices.values()) table.change(path, before, after);
    const change = { path, before, after, ...(traceparent === undefined ? {} : { traceparent }) };
    for (const listener of [...this.#listeners]) listener(change);
  }
}
