import { randomUUID } from 'node:crypto';
import type { Bus } from '@flotilla/bus';
import type { Kind, Kinds } from '@flotilla/kinds';
import { type KubernetesObject, notFoundError, type ObjectTypes } from '@flotilla/machinery';
import type { Store } from '@flotilla/store';
import type { Telemetry } from '@flotilla/telemetry';
import { decodeBody, encodeBody, joinBody } from './body/body.ts';
import type { Seal } from './body/seal.ts';
import { createCaches } from './cache/caches.ts';
import type { Feed } from './cache/feed.ts';
import type { WatchCache } from './cache/watch-cache.ts';
import { qualifiedResource, resourceOf, storageKind } from './kind/resource.ts';
import { viewBody } from './kind/view-body.ts';
import { type Listing, type ListOptions, list } from './read/list.ts';
import { newestCache } from './read/state.ts';
import { type Watching, type WatchOptions, type WatchSink, watch } from './read/watch.ts';
import type { AdmissionStep } from './write/admission.ts';
import { answered } from './write/answered.ts';
import { type CreateRequest, create } from './write/create.ts';
import { type Deleted, type DeleteRequest, remove } from './write/delete.ts';
import { type UpdateRequest, update } from './write/update.ts';
import type { Target, Written } from './write/write-deps.ts';

/** An object as it is now, in the form of the kind that was asked for. */
export interface Read {
  readonly revision: number;
  /** The whole JSON, UTF-8 read as latin1. */
  readonly body: string;
  /** Parsed anew at each call. */
  object(): KubernetesObject;
}

/**
 * The one way to objects: the API and every controller read and write through it, each under its own identity.
 * A kind that is a view of another is read and written in its own form; listings, watches and caches are of the kind
 * that is stored, and `viewOf` turns what they hold.
 */
export interface Registry {
  readonly kinds: Kinds;
  readonly schema: ObjectTypes;
  create(request: CreateRequest): Promise<Written>;
  update(request: UpdateRequest): Promise<Written>;
  remove(request: DeleteRequest): Promise<Deleted>;
  /** Reads the store. Throws 404. */
  get(target: Target): Promise<Read>;
  list(kind: Kind, options: ListOptions): Promise<Listing>;
  watch(kind: Kind, options: WatchOptions, sink: WatchSink): Promise<Watching>;
  cache(kind: Kind): Promise<WatchCache>;
  /** The cache once it holds all that is committed now. Throws 503 and 504 where the stream is too far behind. */
  newestCache(kind: Kind): Promise<WatchCache>;
}

export interface RegistryDeps {
  readonly store: Store;
  readonly bus: Bus;
  readonly feed: Feed;
  readonly kinds: Kinds;
  readonly schema: ObjectTypes;
  readonly seal: Seal;
  readonly admission: readonly AdmissionStep[];
  readonly telemetry: Telemetry;
  /** CIDR of Services' addresses. */
  readonly serviceRange: string;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

export function createRegistry(deps: RegistryDeps): Registry {
  const { store, bus, feed, kinds, schema, seal } = deps;
  const now = deps.now ?? Date.now;
  const open = (kind: Kind, body: string): string => openBody(seal, kind, body);
  const caches = createCaches({ store, feed, open, now });
  const reading = { store, bus, caches, open };
  const objectsOf = async (apiVersion: string, kindName: string, resourceVersion?: string) => {
    const kind = kinds.byKind(apiVersion, kindName);
    if (kind === undefined) return [];
    // Read from the store where the event stream lags: a write does not wait for that.
    const since = resourceVersion === undefined ? {} : { resourceVersion };
    const { entries } = await list(reading, kind, { selection: { namespace: '' }, ...since });
    return entries.map((entry) => entry.object());
  };
  const objects = {
    list: (apiVersion: string, kind: string) => objectsOf(apiVersion, kind),
    known: (apiVersion: string, kind: string) => objectsOf(apiVersion, kind, '0'),
  };
  const writing = { ...deps, objects, now, newUid: randomUUID, random: Math.random };
  return {
    kinds,
    schema,
    create: (request) => create(writing, request),
    update: (request) => update(writing, request),
    remove: (request) => remove(writing, request),
    get: (target) => read(deps, target),
    list: (kind, options) => list(reading, storageKind(kinds, kind), options),
    watch: (kind, options, sink) => watch(reading, storageKind(kinds, kind), options, sink),
    cache: (kind) => caches.of(storageKind(kinds, kind)),
    newestCache: (kind) => newestCache(reading, storageKind(kinds, kind)),
  };
}

async function read({ store, kinds, seal }: RegistryDeps, { kind, namespace, name }: Target): Promise<Read> {
  const storedKind = storageKind(kinds, kind);
  const stored = await answered(store.get({ resource: resourceOf(storedKind), namespace, name }));
  if (stored === undefined) throw notFoundError(qualifiedResource(kind), name);
  const { revision } = stored;
  const body = viewBody(kind, openBody(seal, storedKind, stored.body), revision);
  return { revision, body, object: () => decodeBody(body) };
}

/** Only Secrets are sealed. */
function openBody(seal: Seal, kind: Kind, body: string): string {
  if (resourceOf(kind) !== 'secrets') return body;
  const object = seal.open(decodeBody(body));
  return joinBody(encodeBody(object), Number(object.metadata.resourceVersion));
}
