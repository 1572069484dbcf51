import { ReplyError } from 'ioredis';
import { StoreError } from '../errors.ts';

/**
 * What a failed command means:
 * - `lost`: the connection broke; the command may or may not have been applied.
 * - `refusing`: the server is up and did nothing; it may do so in a moment.
 * - `final`: asking again is of no use.
 */
export type Failure = 'lost' | 'refusing' | 'final';

/** Loading its file, a replica, unable to write its file, or busy with a script. */
const refusals = /^(LOADING|READONLY|MASTERDOWN|MISCONF|BUSY|NOREPLICAS|TRYAGAIN|CLUSTERDOWN)\b/;

export function failureOf(error: unknown): Failure {
  if (error instanceof StoreError) return 'final';
  if (!(error instanceof ReplyError)) return 'lost';
  return refusals.test(messageOf(error)) ? 'refusing' : 'final';
}

/** The error that the store's callers see in place of a final one. */
export function translated(error: unknown): unknown {
  if (!(error instanceof ReplyError)) return error;
  if (!/^OOM\b|\bOOM command not allowed/.test(messageOf(error))) return error;
  return new StoreError('full', 'Cannot write: Redis must have memory left, got none', { cause: error });
}

export function isUnknownScript(error: unknown): boolean {
  return error instanceof ReplyError && messageOf(error).startsWith('NOSCRIPT');
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
