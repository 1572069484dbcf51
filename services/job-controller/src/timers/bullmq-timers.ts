import type { Logger } from '@flotilla/process';
import type { StoreConnection } from '@flotilla/store';
import type { Queue as BullQueue, Worker as BullWorker } from 'bullmq';
import { createTimerRedis } from './timer-redis.ts';
import type { Timer, TimerBoard } from './timers.ts';

export interface TimerBoardDeps {
  readonly store: StoreConnection;
  readonly log: Logger;
}

const QUEUE = 'timers';
/** What all its keys in Redis begin with; no resource is called so. */
const PREFIX = 'bullmq';
/** How long one idle poll lasts; the longest that BullMQ blocks. */
const IDLE_SECONDS = 10;
/** A timer is done with as soon as it has fired; one that a killed process held fires anew after this. */
const STALLED_MS = 60_000;
/** How soon to ask again where Redis is away. */
const RETRY_MS = 1000;
/** BullMQ tells of what it does in a stream, which nobody reads here. */
const LONGEST_STREAM = 100;

/**
 * Timers as delayed BullMQ jobs, on two connections of their own: a job's name is its controller and its id all that
 * the timer says, so that setting it again does nothing. Only while a controller runs is its part of the board worked
 * off, so that a standby takes no timer from the leader. BullMQ is loaded with the first board.
 */
export async function createTimerBoard({ store, log }: TimerBoardDeps): Promise<TimerBoard> {
  const { Queue, Worker } = await import('bullmq');
  const listeners = new Map<string, (key: string) => void>();
  const redis = createTimerRedis(store);
  let isAway = false;
  redis.on('ready', () => {
    isAway = false;
  });
  // Every connection tells of every try: once is enough.
  const complain = (error: Error): void => {
    if (!isAway) log.info('timers out of reach, waking late until they are back', { error });
    isAway = true;
  };
  const queue = new Queue<Timer>(QUEUE, {
    prefix: PREFIX,
    connection: redis,
    streams: { events: { maxLen: LONGEST_STREAM } },
    defaultJobOptions: { removeOnComplete: true, removeOnFail: true },
  });
  queue.on('error', complain);
  let worker: BullWorker<Timer> | undefined;
  const ending: Promise<void>[] = [];
  const pending = new Set<Promise<void>>();
  /** At once: a timer that is just being told of fires anew, and Redis may be away. */
  const stopWorker = (): void => {
    if (worker !== undefined) ending.push(worker.close(true).catch(complain));
    worker = undefined;
  };
  const startWorker = (): BullWorker<Timer> => {
    const started = new Worker<Timer>(
      QUEUE,
      async ({ name, data }) => {
        listeners.get(name)?.(data.key);
      },
      {
        prefix: PREFIX,
        connection: redis,
        drainDelay: IDLE_SECONDS,
        stalledInterval: STALLED_MS,
        runRetryDelay: RETRY_MS,
      },
    );
    started.on('error', complain);
    return started;
  };
  return {
    timersOf: (controller) => ({
      arm(timer) {
        const setting = set(queue, controller, timer).catch(complain);
        pending.add(setting);
        void setting.finally(() => pending.delete(setting));
      },
      begin(due) {
        listeners.set(controller, due);
        worker ??= startWorker();
        return () => {
          listeners.delete(controller);
          if (listeners.size === 0) stopWorker();
        };
      },
    }),
    async close() {
      if (redis.status === 'ready') await Promise.all(pending);
      stopWorker();
      await Promise.all(ending);
      await queue.close().catch(complain);
      redis.disconnect();
    },
  };
}

async function set(queue: BullQueue<Timer>, controller: string, timer: Timer): Promise<void> {
  const { key, uid, dueMs } = timer;
  const jobId = [controller, key, uid, dueMs].join(' ');
  await queue.add(controller, timer, { jobId, delay: Math.max(0, dueMs - Date.now()) });
}
