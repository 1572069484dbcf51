import { CommitRefused } from '@flotilla/store';
import { refusedAs } from './commit.ts';
import type { WriteContext } from './context.ts';
import type { Target } from './write-deps.ts';

/** How often a write is computed anew because another writer came first. */
const ATTEMPTS = 50;

/**
 * Reads, computes and commits again as long as another writer came first; attempts are numbered from 1. Throws what the
 * commit was refused for.
 */
export async function untilFresh<T>(
  { target, context }: { readonly target: Target; readonly context: WriteContext },
  attempt: (number: number) => Promise<T>,
): Promise<T> {
  for (let attempts = 1; ; attempts++) {
    try {
      return await attempt(attempts);
    } catch (error) {
      if (!(error instanceof CommitRefused)) throw error;
      const isStale = error.refusal.reason === 'stale';
      if (!isStale || attempts === ATTEMPTS) throw refusedAs(error, { target, guards: [], context });
    }
  }
}
