import { randomUUID } from 'node:crypto';
import { isStatus, type KubernetesObject } from '@flotilla/machinery';
import type { Guard } from '@flotilla/store';
import type { WatchCache } from '../cache/watch-cache.ts';
import { resourceOf, storageKind } from '../kind/resource.ts';
import type { Registry } from '../registry.ts';
import type { UserInfo, WriteContext } from '../write/context.ts';
import type { DeleteOptions } from '../write/delete.ts';
import type { Target } from '../write/write-deps.ts';
import type { ResourceType } from './resource-type.ts';

/** Under which name a service writes. */
export interface ClientIdentity {
  /** `system:serviceaccount:kube-system:deployment-controller`, or `system:kube-scheduler`. */
  readonly user: UserInfo;
  readonly fieldManager: string;
  /** What must hold at each of its commits: the Lease of a leader. Asked at each write. */
  guards?(): readonly Guard[];
  /** Told after each write: caches that have passed this revision of the resource have it. */
  wrote?(resource: string, revision: number): void;
}

interface Named {
  readonly namespace?: string;
  readonly name: string;
}

/** The registry as a controller uses it: typed, and under one identity. Objects it returns are the caller's own. */
export interface Client {
  /** As the store has it now; undefined where there is none. */
  get<T>(type: ResourceType<T>, named: Named): Promise<T | undefined>;
  create<T>(type: ResourceType<T>, object: T): Promise<T>;
  /** `change` changes the copy it is given, and may be called again when another writer came first. */
  update<T>(type: ResourceType<T>, named: Named, change: (object: T) => void, subresource?: string): Promise<T>;
  updateStatus<T>(type: ResourceType<T>, named: Named, change: (object: T) => void): Promise<T>;
  /** Whether there was one to delete. */
  delete<T>(type: ResourceType<T>, named: Named, options?: DeleteOptions): Promise<boolean>;
  cache<T>(type: ResourceType<T>): Promise<WatchCache>;
}

export function createClient(registry: Registry, identity: ClientIdentity): Client {
  const kindOf = <T>({ apiVersion, kind }: ResourceType<T>) => {
    const found = registry.kinds.byKind(apiVersion, kind);
    if (found === undefined) throw new Error(`Cannot use ${apiVersion} ${kind}: it is no kind this server has`);
    return found;
  };
  const targetOf = <T>(type: ResourceType<T>, { namespace = '', name }: Named): Target => ({
    kind: kindOf(type),
    namespace,
    name,
  });
  const context = (): WriteContext => ({
    user: identity.user,
    fieldManager: identity.fieldManager,
    requestId: randomUUID(),
    dryRun: false,
    guards: identity.guards?.() ?? [],
    warn: () => undefined,
  });
  const noted = ({ kind }: Target, { object, revision }: { object: KubernetesObject; revision: number }) => {
    identity.wrote?.(resourceOf(storageKind(registry.kinds, kind)), revision);
    return object;
  };
  const update = async <T>(
    type: ResourceType<T>,
    named: Named,
    change: (object: T) => void,
    subresource = '',
  ): Promise<T> => {
    const changed = (object: KubernetesObject): KubernetesObject => {
      change(object as T);
      return object;
    };
    const target = targetOf(type, named);
    const written = await registry.update({ target, subresource, change: changed, context: context() });
    return noted(target, written) as T;
  };
  return {
    async get<T>(type: ResourceType<T>, named: Named): Promise<T | undefined> {
      try {
        return (await registry.get(targetOf(type, named))).object() as T;
      } catch (error) {
        if (isStatus(error, 'NotFound')) return undefined;
        throw error;
      }
    },
    async create<T>(type: ResourceType<T>, object: T): Promise<T> {
      const { metadata } = object as KubernetesObject;
      const target = targetOf(type, { namespace: metadata.namespace ?? '', name: '' });
      const own = structuredClone(object) as KubernetesObject;
      return noted(target, await registry.create({ target, object: own, context: context() })) as T;
    },
    update,
    updateStatus: (type, named, change) => update(type, named, change, 'status'),
    async delete(type, named, options = {}) {
      try {
        const target = targetOf(type, named);
        noted(target, await registry.remove({ target, options, context: context() }));
        return true;
      } catch (error) {
        if (isStatus(error, 'NotFound')) return false;
        throw error;
      }
    },
    cache: (type) => registry.cache(kindOf(type)),
  };
}
