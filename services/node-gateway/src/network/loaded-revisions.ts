import type { EndpointReader } from '@flotilla/bus';
import type { Clock } from '@flotilla/controller';

/** How far the readers of endpoints have come that are alive. */
export interface LoadedRevisions {
  heard(reader: EndpointReader, revision: number): void;
  /** What all of them have loaded; `newest` where there is none, 0 while they cannot all be known. */
  everywhere(newest: number): number;
}

/** A reader says so once a second; one that was heard within this is alive. */
const ALIVE_MS = 3_000;

export function createLoadedRevisions(clock: Clock): LoadedRevisions {
  const beganMs = clock.now();
  const readers = new Map<string, { readonly revision: number; readonly heardAtMs: number }>();
  return {
    heard(reader, revision) {
      readers.set(JSON.stringify(reader), { revision, heardAtMs: clock.now() });
    },
    everywhere(newest) {
      const now = clock.now();
      if (now - beganMs < ALIVE_MS) return 0;
      for (const [reader, { heardAtMs }] of readers) if (now - heardAtMs > ALIVE_MS) readers.delete(reader);
      return Math.min(newest, ...[...readers.values()].map(({ revision }) => revision));
    },
  };
}
