import type { StatusError } from '@flotilla/machinery';
import { CommitRefused, type Guard, type Write } from '@flotilla/store';

/** A guard that only one object's allocation asks for, and what it means when it does not hold. */
export interface AllocationGuard {
  readonly guard: Guard;
  /** Absent: something else would do; the write is computed anew. */
  readonly refusal?: StatusError;
}

/** A write of another object, and what it means when that was not as the allocation found it. */
export interface Companion {
  readonly write: Write;
  /** As in {@link AllocationGuard}. */
  readonly refusal?: StatusError;
}

/** What goes into the commit of an object beside it: all of it holds, or nothing is written. */
export interface Allocation {
  readonly guards: readonly AllocationGuard[];
  readonly companions: readonly Companion[];
}

export const nothing: Allocation = { guards: [], companions: [] };

/**
 * Says what a refused commit means, whose first write is the object and whose guards begin with `ownGuards` of the
 * write's own: an error for the client, or that the write is to be computed from a newer state.
 */
export function refusedAllocation(
  refused: CommitRefused,
  { guards, companions }: Allocation,
  ownGuards: number,
): CommitRefused | StatusError {
  const { refusal } = refused;
  const { index } = refusal;
  const lost = refusal.reason === 'guard' ? guards[index - ownGuards] : companions[index - 1];
  if (lost === undefined) return refused;
  return lost.refusal ?? new CommitRefused({ reason: 'stale', index, revision: 0 });
}
