import { createCommitter } from './commit/committer.ts';
import { createGate } from './commit/gate.ts';
import type { StoreConnection } from './connection/connection.ts';
import { createDeadline, type Deadline } from './connection/deadline.ts';
import { createPool, type Pool } from './connection/pool.ts';
import { type Log, silent } from './log.ts';
import { createReader } from './read/reader.ts';
import type { Store } from './store.ts';

export interface StoreOptions {
  /** 8 by default: Redis syncs its file once for all that arrived on several connections, so more commits share it. */
  readonly connections?: number;
  /** How long one call may take, waiting for a closed gate included; 10,000 by default. */
  readonly deadlineMs?: number;
  /** 512 by default; eight times as many may wait. */
  readonly commitsInFlight?: number;
  /** How many bytes of outbox may wait for the relay before commits are refused as `overloaded`; 256 MB by default. */
  readonly outboxBytes?: number;
  readonly log?: Log;
}

/** Resolves once Redis answers; rejects with `unavailable` where it does not within the deadline. */
export async function createStore(options: StoreConnection & StoreOptions): Promise<Store> {
  const { connections = 8, deadlineMs = 10_000, commitsInFlight = 512, outboxBytes = 256 * 2 ** 20 } = options;
  const pool = createPool({
    connection: options,
    size: connections,
    silenceMs: deadlineMs,
    log: options.log ?? silent,
  });
  const gate = createGate(pool);
  const reader = createReader(pool, deadlineMs);
  const revision = await reader.revision().catch((error: unknown) => {
    pool.close();
    throw error;
  });
  return {
    commit: createCommitter(pool, gate, { deadlineMs, commitsInFlight, outboxBytes, revision }),
    ...reader,
    trouble: () => troubleOf(pool, gate),
    close: async () => pool.close(),
  };
}

const troubleMs = 1000;

async function troubleOf(pool: Pool, gate: ReturnType<typeof createGate>): Promise<string | undefined> {
  const deadline: Deadline = createDeadline(troubleMs);
  try {
    await pool.connection(deadline);
    return (await gate.isOpen(deadline)) ? undefined : 'Redis waits for the relay to compare it with the event stream';
  } catch {
    return `Redis does not answer within ${troubleMs} ms`;
  }
}
