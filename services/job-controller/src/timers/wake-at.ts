import type { Result } from '@flotilla/controller';
import type { Timer, Timers } from './timers.ts';

/** What is due so soon needs no timer. */
const NEAR_MS = 1000;
/** What is due later than this is looked at again by then: clocks are set, and some deadlines lie centuries ahead. */
const FAR_MS = 24 * 3_600_000;
/** How much later the queue looks itself, so that a lost timer costs no more than this. */
const LATE_MS = 10_000;

/** Has a key looked at when it is due: by a timer, and should that be lost, a little later all the same. */
export function wakeAt(timers: Timers, timer: Timer, nowMs: number): Result {
  const afterMs = timer.dueMs - nowMs;
  if (afterMs <= NEAR_MS) return { againAfterMs: Math.max(0, afterMs) };
  if (afterMs > FAR_MS) return { againAfterMs: FAR_MS };
  timers.arm(timer);
  return { againAfterMs: afterMs + LATE_MS };
}
