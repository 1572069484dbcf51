import type { Network } from './held-network.ts';

/** Knows which Pods nobody sends new connections to any more. */
export interface Drain {
  /** These Services' endpoints may have changed. */
  changed(services: Iterable<string>): void;
  /**
   * Whether no living reader of endpoints sends anything to this Pod; a Pod that never was a ready endpoint is drained.
   * Unknown is undrained: who waits must not wait for ever.
   */
  isDrained(podUid: string): boolean;
}

/**
 * All nodes hear the same: when a Pod has left the last Service that it was a ready endpoint of, and what all readers
 * have loaded. So each node can tell for itself, and nobody has to tell it.
 */
export function createDrain(network: Network): Drain {
  const readyBy = new Map<string, ReadonlySet<string>>();
  const counts = new Map<string, number>();
  const removedAt = new Map<string, number>();
  const count = (uid: string, by: 1 | -1): void => {
    const now = (counts.get(uid) ?? 0) + by;
    if (now > 0) counts.set(uid, now);
    else counts.delete(uid);
  };
  const isEverywhere = (revision: number): boolean => network.loadedRevision >= revision;
  const change = (path: string): void => {
    const before = readyBy.get(path) ?? new Set();
    const slices = network.slicesOf(path);
    const endpoints = slices.flatMap((slice) => slice.endpoints);
    const revision = Math.max(network.endpointRevision, ...slices.map((slice) => slice.revision));
    // Some Services want their Pods named to the very end.
    const sent = endpoints.filter(({ ready, terminating }) => ready && !terminating);
    const after = new Set(sent.flatMap(({ podUid }) => podUid ?? []));
    for (const uid of after) if (!before.has(uid)) count(uid, 1);
    for (const uid of before) {
      if (after.has(uid)) continue;
      count(uid, -1);
      if (!counts.has(uid)) removedAt.set(uid, revision);
    }
    if (after.size === 0) readyBy.delete(path);
    else readyBy.set(path, after);
  };
  return {
    changed(services) {
      for (const path of services) change(path);
      for (const [uid, revision] of removedAt) if (counts.has(uid) || isEverywhere(revision)) removedAt.delete(uid);
    },
    isDrained: (uid) => network.complete && !counts.has(uid) && isEverywhere(removedAt.get(uid) ?? 0),
  };
}
