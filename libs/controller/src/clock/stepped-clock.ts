import type { Clock } from './clock.ts';

/** A clock that stands still until a test steps it. */
export interface SteppedClock extends Clock {
  /** Moves on by so much, running on the way what falls due, in order, and what promises that sets free. */
  step(milliseconds: number): Promise<void>;
  /** How many delays are under way. */
  waiting(): number;
}

interface Alarm {
  readonly dueMs: number;
  readonly run: () => void;
}

/** `startMs`: milliseconds since 1970. */
export function createSteppedClock(startMs = Date.UTC(2026, 0, 1)): SteppedClock {
  const alarms = new Set<Alarm>();
  let nowMs = startMs;
  const nextUntil = (untilMs: number): Alarm | undefined =>
    [...alarms].filter(({ dueMs }) => dueMs <= untilMs).toSorted((left, right) => left.dueMs - right.dueMs)[0];
  return {
    now: () => nowMs,
    after(delayMs, run) {
      const alarm = { dueMs: nowMs + delayMs, run };
      alarms.add(alarm);
      return () => alarms.delete(alarm);
    },
    async step(milliseconds) {
      const untilMs = nowMs + milliseconds;
      await settled();
      for (let alarm = nextUntil(untilMs); alarm !== undefined; alarm = nextUntil(untilMs)) {
        alarms.delete(alarm);
        nowMs = Math.max(nowMs, alarm.dueMs);
        alarm.run();
        await settled();
      }
      nowMs = untilMs;
    },
    waiting: () => alarms.size,
  };
}

/** Lets everything run that only waits for promises: microtasks are done before the next turn of the event loop. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
}
