import type { Clock } from './clock.ts';

export interface LoopDeps {
  readonly clock: Clock;
  /** Does some work and answers when to go on. Its signal is aborted when what it does is no longer wanted. */
  turn(signal: AbortSignal): Promise<Next>;
  /** A turn has thrown; it is repeated with back-off. */
  failed(error: unknown): void;
}

/** `waitUntil` is in milliseconds since the epoch; without it the loop rests until it is poked. */
export type Next = { readonly goOn: true } | { readonly goOn: false; readonly waitUntil?: number };

/** Takes turns, one at a time, from the first poke on. */
export interface Loop {
  /** There may be something to do. Pokes during a turn lead to one more. */
  poke(): void;
  /** The same, and what the present turn is doing is no longer wanted. */
  interrupt(): void;
  /** Resolves when the last turn is over. */
  close(): Promise<void>;
}

const firstRetryMs = 1_000;
const mostRetryMs = 30_000;

export function createLoop({ clock, turn, failed }: LoopDeps): Loop {
  let due = false;
  let closed = false;
  let retryMs = firstRetryMs;
  let present: AbortController | undefined;
  let resting = Promise.resolve();
  let cancelTimer = () => {};

  const waitUntil = (time: number) => {
    cancelTimer = clock.after(Math.max(0, time - clock.now()), poke);
  };
  const oneTurn = async () => {
    due = false;
    cancelTimer();
    present = new AbortController();
    const { signal } = present;
    try {
      const next = await turn(signal);
      retryMs = firstRetryMs;
      if (next.goOn) due = true;
      else if (next.waitUntil !== undefined) waitUntil(next.waitUntil);
    } catch (error) {
      if (signal.aborted) return;
      failed(error);
      due = false;
      waitUntil(clock.now() + retryMs);
      retryMs = Math.min(mostRetryMs, 2 * retryMs);
    }
  };
  const work = async () => {
    while (due && !closed) await oneTurn();
    present = undefined;
  };
  const poke = () => {
    due = true;
    if (present !== undefined || closed) return;
    present = new AbortController();
    // Not within the poke: whoever pokes is in the middle of something.
    resting = Promise.resolve().then(work);
  };
  return {
    poke,
    interrupt() {
      present?.abort();
      poke();
    },
    async close() {
      closed = true;
      cancelTimer();
      present?.abort();
      await resting;
    },
  };
}
