import type { Kind } from '@flotilla/kinds';
import { resourceOf } from '../kind/resource.ts';
import { type LoadDeps, loadCache } from './load-cache.ts';
import type { WatchCache } from './watch-cache.ts';

/** The watch caches of this process: one a kind, filled at the first question and shared by all that ask. */
export interface Caches {
  of(kind: Kind): Promise<WatchCache>;
}

export function createCaches(deps: LoadDeps): Caches {
  const caches = new Map<string, Promise<WatchCache>>();
  return {
    of(kind) {
      const resource = resourceOf(kind);
      const existing = caches.get(resource);
      if (existing !== undefined) return existing;
      const forget = (): void => {
        if (caches.get(resource) === loading) caches.delete(resource);
      };
      const loading = loadCache(deps, kind, forget);
      caches.set(resource, loading);
      loading.catch(forget);
      return loading;
    },
  };
}
