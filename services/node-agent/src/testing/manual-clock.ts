import type { Clock } from '../clock.ts';

/** A clock that stands until it is moved. */
export interface ManualClock extends Clock {
  /** Moves on, running what falls due on the way, each at its own time. */
  advance(milliseconds: number): Promise<void>;
  /** Moves to the next timer and runs it; false where there is none. */
  advanceToNext(): Promise<boolean>;
}

export function createManualClock(start = Date.parse('2026-01-01T00:00:00Z')): ManualClock {
  const timers = new Set<{ at: number; run: () => void }>();
  let now = start;

  const next = () => [...timers].sort((left, right) => left.at - right.at)[0];
  const runNext = async (before: number) => {
    const timer = next();
    if (timer === undefined || timer.at > before) return false;
    now = Math.max(now, timer.at);
    timers.delete(timer);
    timer.run();
    await settle();
    return true;
  };
  return {
    now: () => now,
    after(delayMs, run) {
      const timer = { at: now + delayMs, run };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    async advance(milliseconds) {
      const until = now + milliseconds;
      await settle();
      while (await runNext(until)) {
        // Each may have set others.
      }
      now = until;
      await settle();
    },
    async advanceToNext() {
      await settle();
      return runNext(Number.POSITIVE_INFINITY);
    },
  };
}

/** Lets everything that waits for nothing but promises go as far as it can. */
async function settle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}
