import { AsyncLocalStorage } from 'node:async_hooks';

/** The newest revision that one round of work has written or met, by resource. */
export type Writes = ReadonlyMap<string, number>;

const round = new AsyncLocalStorage<Map<string, number>>();

/** Notes a write for the round that it is part of, if it is part of one. */
export function noteWrite(resource: string, revision: number): void {
  const writes = round.getStore();
  if (writes !== undefined) writes.set(resource, Math.max(revision, writes.get(resource) ?? 0));
}

/** Runs a round of work; `writes` afterwards holds what it wrote, also where it threw. */
export function collectWrites<T>(writes: Map<string, number>, work: () => Promise<T>): Promise<T> {
  return round.run(writes, work);
}
