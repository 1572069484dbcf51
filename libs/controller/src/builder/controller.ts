import { type ObjectMeta, parsePath, pathOf } from '@flotilla/machinery';
import type { Informer, InformerChange } from '../informer/informer.ts';
import type { Reconcile } from './reconciler.ts';
import { type ControllerRuntime, type RunningController, startController } from './run-controller.ts';
import { type KeySource, type Source, sourceOf } from './source.ts';

/** A controller that is not running yet. */
export interface Controller {
  readonly name: string;
  /** All that it follows; they must run before it starts. */
  readonly informers: readonly Informer<unknown>[];
  start(runtime: ControllerRuntime): RunningController;
}

interface Owned {
  readonly metadata: ObjectMeta;
}

/** How many keys a controller works on at once, unless it says otherwise. */
const CONCURRENCY = 4;

/**
 * Begins the sentence that describes a controller:
 * `controller('deployment').for(deployments).owns(replicaSets).reconciles(reconcile)`.
 */
export function controller(name: string): ControllerBuilder {
  return new ControllerBuilder(name);
}

export class ControllerBuilder {
  readonly #name: string;
  readonly #sources: Source[] = [];
  readonly #keys: string[] = [];
  #main: Informer<unknown> | undefined;
  #concurrency = CONCURRENCY;

  constructor(name: string) {
    this.#name = name;
  }

  /** The kind it is about: a key is the path of such an object. */
  for<P>(informer: Informer<P>): this {
    if (this.#main !== undefined) throw this.#wrong(`it must be for one kind, got a second: ${informer.resource}`);
    this.#main = informer;
    return this.watches(informer, ({ path }) => [path]);
  }

  /** Objects that name one of the main kind as their controller: the key is that owner's path. */
  owns<P extends Owned>(informer: Informer<P>): this {
    const main = this.#main;
    if (main === undefined) throw this.#wrong('what it is for must be said before what that owns');
    return this.watches(informer, ({ path, before, after }) => [
      ...ownerKeys(main, path, before),
      ...ownerKeys(main, path, after),
    ]);
  }

  /** Whatever else its decisions rest on. `keysOf` says which keys a change may concern. */
  watches<P>(informer: Informer<P>, keysOf: (change: InformerChange<P>) => Iterable<string>): this {
    this.#sources.push(sourceOf(informer, keysOf));
    return this;
  }

  /** What is not an object and names keys all the same: timers. */
  wokenBy(source: KeySource): this {
    this.#sources.push(source);
    return this;
  }

  /** A key that stands for no object and is reconciled once it starts: a sweep. */
  always(key: string): this {
    this.#keys.push(key);
    return this;
  }

  /** How many keys at once. */
  atOnce(concurrency: number): this {
    this.#concurrency = concurrency;
    return this;
  }

  /** Ends the sentence. Throws where it makes no sense. */
  reconciles(reconcile: Reconcile): Controller {
    const sources = [...this.#sources];
    const keys = [...this.#keys];
    if (sources.length + keys.length === 0) throw this.#wrong('it must watch something, got nothing');
    if (this.#concurrency < 1) throw this.#wrong(`it must work on at least one key, got ${this.#concurrency}`);
    const description = { name: this.#name, sources, keys, concurrency: this.#concurrency, reconcile };
    return {
      name: this.#name,
      informers: [...new Set(sources.flatMap(({ informer }) => informer ?? []))],
      start: (runtime) => startController(description, runtime),
    };
  }

  #wrong(why: string): Error {
    return new Error(`Cannot build controller ${this.#name}: ${why}`);
  }
}

function ownerKeys({ kind }: Informer<unknown>, path: string, object: Owned | undefined): string[] {
  const owner = object?.metadata.ownerReferences?.find((reference) => reference.controller);
  if (owner === undefined || owner.kind !== kind.kind) return [];
  if (owner.apiVersion.split('/').slice(0, -1).join('/') !== kind.group) return [];
  return [pathOf({ namespace: kind.namespaced ? parsePath(path).namespace : '', name: owner.name })];
}
