import type { ApiClient } from './api-client.ts';

/** Tells when Pods reach their phases. */
export interface Phases {
  /** Resolves with `performance.now()` at the moment when a watch first shows the Pod Running. */
  running(name: string): Promise<number>;
  /** Resolves when a watch shows that the Pod is gone. */
  gone(name: string): Promise<number>;
  stop(): void;
}

/** Watches the Pods of a namespace. */
export async function watchPhases(api: ApiClient, namespace: string): Promise<Phases> {
  const reached = new Map<string, PromiseWithResolvers<number>>();
  const momentOf = (name: string, phase: string) => {
    const key = `${name} ${phase}`;
    const found = reached.get(key) ?? Promise.withResolvers<number>();
    reached.set(key, found);
    return found;
  };
  const stop = await api.watch(`/api/v1/namespaces/${namespace}/pods`, ({ type, object }) => {
    const phase = type === 'DELETED' ? 'gone' : object.status?.phase;
    momentOf(object.metadata.name, phase ?? '').resolve(performance.now());
  });
  return {
    running: (name) => momentOf(name, 'Running').promise,
    gone: (name) => momentOf(name, 'gone').promise,
    stop,
  };
}
