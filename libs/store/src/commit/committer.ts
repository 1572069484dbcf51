import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from '../connection/connection.ts';
import { createDeadline, type Deadline } from '../connection/deadline.ts';
import type { Pool } from '../connection/pool.ts';
import { failureOf, translated } from '../connection/redis-errors.ts';
import { CommitRefused, StoreError } from '../errors.ts';
import { loadScript, runScript } from '../scripts/script.ts';
import type { Commit } from '../store.ts';
import { decodeVerdict, type Verdict } from './decode.ts';
import { type EncodedCommit, encodeCommit } from './encode.ts';
import type { Gate } from './gate.ts';
import { findCommitted } from './in-doubt.ts';
import { createSlots } from './slots.ts';

export interface CommitterOptions {
  readonly deadlineMs: number;
  readonly commitsInFlight: number;
  readonly outboxBytes: number;
  /** A revision from before the first commit. */
  readonly revision: number;
}

const files = ['write.lua', 'commit.lua'];
const script = loadScript(files);
/** Deletes are what makes room, so a full Redis still takes them. */
const deletingScript = loadScript(files, 'allow-oom');

/** How many commits may wait for each that is under way. */
const queuedPerSlot = 8;

const refusingPauseMs = 100;

/** What is known of a commit under way. */
interface Attempt {
  readonly commit: Commit;
  readonly encoded: EncodedCommit;
  readonly deadline: Deadline;
  /** The last revision known when it was first sent. */
  readonly startedAfter: number;
  /** An answer was lost: it may have been applied. */
  inDoubt: boolean;
}

export function createCommitter(
  pool: Pool,
  gate: Gate,
  options: CommitterOptions,
): (commit: Commit) => Promise<number[]> {
  const { commitsInFlight } = options;
  const slots = createSlots(commitsInFlight, commitsInFlight * queuedPerSlot);
  let lastKnown = options.revision;

  const send = async ({ redis, runId }: Connection, { commit, encoded, deadline }: Attempt): Promise<Verdict> => {
    const chosen = deletesOnly(commit) ? deletingScript : script;
    return decodeVerdict(await deadline.bound(runScript(redis, chosen, encoded.keys, [runId, ...encoded.args])));
  };

  const settleDoubt = async ({ redis }: Connection, verdict: Verdict, attempted: Attempt): Promise<Verdict> => {
    const { commit, deadline, startedAfter } = attempted;
    if (verdict.type === 'done' || verdict.type === 'gate') return verdict;
    const found = await deadline.bound(findCommitted(redis, commit.meta.requestId, startedAfter));
    if (found !== undefined) return { type: 'done', first: found };
    // What was to be deleted is gone, whoever did it; any revision since then says when.
    const gone = verdict.type === 'refused' && verdict.refusal.reason === 'missing' && deletesOnly(commit);
    return gone ? { type: 'done', first: lastKnown } : verdict;
  };

  /** The verdict, or undefined where it is worth asking again. */
  const attempt = async (attempted: Attempt): Promise<Verdict | undefined> => {
    const connection = await pool.connection(attempted.deadline);
    try {
      const verdict = await send(connection, attempted);
      return attempted.inDoubt ? await settleDoubt(connection, verdict, attempted) : verdict;
    } catch (error) {
      const failure = failureOf(error);
      if (failure === 'final') throw translated(error);
      if (failure === 'refusing') await attempted.deadline.bound(sleep(refusingPauseMs));
      else {
        attempted.inDoubt = true;
        pool.lost(connection);
      }
      return undefined;
    }
  };

  const settle = async (attempted: Attempt): Promise<number> => {
    for (;;) {
      const verdict = await attempt(attempted);
      if (verdict?.type === 'done') return verdict.first;
      if (verdict?.type === 'gate') await gate.opened(attempted.deadline);
      else if (verdict) throw refusalOf(verdict);
    }
  };

  return async (commit) => {
    const encoded = encodeCommit(commit, options.outboxBytes);
    const deadline = createDeadline(options.deadlineMs);
    await slots.take(deadline);
    try {
      const first = await settle({ commit, encoded, deadline, startedAfter: lastKnown, inDoubt: false });
      lastKnown = Math.max(lastKnown, first + commit.writes.length - 1);
      return commit.writes.map((_, index) => first + index);
    } finally {
      slots.free();
    }
  };
}

function deletesOnly({ writes }: Commit): boolean {
  return writes.every((write) => write.type === 'delete');
}

function refusalOf(verdict: Extract<Verdict, { type: 'overloaded' | 'refused' }>): Error {
  if (verdict.type === 'refused') return new CommitRefused(verdict.refusal);
  return new StoreError('overloaded', 'Cannot commit: the relay must keep up with the outbox, which is full');
}
