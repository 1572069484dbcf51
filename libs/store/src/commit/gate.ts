import { setTimeout as sleep } from 'node:timers/promises';
import { createDeadline, type Deadline } from '../connection/deadline.ts';
import type { Pool } from '../connection/pool.ts';
import { sharedKeys } from '../keys.ts';

/** Whether the server may commit: the relay names it after each start, once it has compared it with the stream. */
export interface Gate {
  isOpen(deadline: Deadline): Promise<boolean>;
  /** Resolves once the gate was seen open. All that wait share one poll, so that a crowd asks no more than one. */
  opened(deadline: Deadline): Promise<void>;
}

interface Poll {
  opened: Promise<void>;
  /** The last deadline of those that wait. */
  until: number;
}

const pollMs = 25;

export function createGate(pool: Pool): Gate {
  let current: Poll | undefined;

  const isOpen = async (deadline: Deadline): Promise<boolean> => {
    const { redis, runId } = await pool.connection(deadline);
    return (await deadline.bound(redis.get(sharedKeys.gate))) === runId;
  };

  const run = async (poll: Poll): Promise<void> => {
    do {
      // Also before the first look: who was refused may hold a connection that has not yet noticed its server's end.
      await sleep(pollMs);
    } while (performance.now() < poll.until && !(await isOpen(createDeadline(1000)).catch(() => false)));
    current = undefined;
  };

  const start = (): Poll => {
    const poll: Poll = { opened: Promise.resolve(), until: 0 };
    poll.opened = run(poll);
    return poll;
  };

  return {
    isOpen,
    opened(deadline) {
      current ??= start();
      current.until = Math.max(current.until, performance.now() + deadline.remaining());
      return deadline.bound(current.opened);
    },
  };
}
