import type { Again, QueueEntry, WorkQueue } from './work-queue.ts';

/** What came of working on a key. */
export interface Finished {
  readonly again?: Again;
  /** The key stays taken until this resolves; its worker does not wait for it. */
  readonly settled?: Promise<unknown>;
}

export interface WorkersOptions {
  readonly queue: WorkQueue;
  /** How many keys are worked on at once. */
  readonly concurrency: number;
  /** Must not reject. */
  work(entry: QueueEntry): Promise<Finished>;
}

export interface Workers {
  /** Takes nothing more; resolves when what is under way has ended. */
  stop(): Promise<void>;
}

/** Works off a queue, so many keys at once. */
export function startWorkers({ queue, concurrency, work }: WorkersOptions): Workers {
  const idle = Promise.withResolvers<void>();
  let active = 0;
  let stopping = false;
  const pump = (): void => {
    while (!stopping && active < concurrency) {
      const entry = queue.take();
      if (entry === undefined) return;
      active++;
      void run(entry);
    }
  };
  const run = async (entry: QueueEntry): Promise<void> => {
    const { again, settled } = await work(entry);
    active--;
    if (stopping && active === 0) idle.resolve();
    pump();
    await settled;
    queue.done(entry.key, again);
  };
  queue.onReady = pump;
  pump();
  return {
    async stop() {
      stopping = true;
      queue.stop();
      if (active > 0) await idle.promise;
    },
  };
}
