import { expect, test } from 'vitest';
import type { Timer } from './timers.ts';
import { wakeAt } from './wake-at.ts';

const HOUR_MS = 3_600_000;

/** What comes of waking a key after so long: what the queue is told, and the timers that are set. */
function after(delayMs: number) {
  const armed: Timer[] = [];
  const timer = { key: 'default/sum', uid: 'job', dueMs: delayMs };
  const result = wakeAt({ arm: (each) => armed.push(each), begin: () => () => undefined }, timer, 0);
  return { ...result, armed: armed.length };
}

test('a timer wakes it, and the queue a little later, should that be lost', () => {
  expect(after(HOUR_MS)).toEqual({ againAfterMs: HOUR_MS + 10_000, armed: 1 });
});

test('what is due at once, or nearly, is left to the queue', () => {
  expect(after(-5)).toEqual({ againAfterMs: 0, armed: 0 });
  expect(after(900)).toEqual({ againAfterMs: 900, armed: 0 });
});

test('what is due in a year is looked at each day', () => {
  expect(after(365 * 24 * HOUR_MS)).toEqual({ againAfterMs: 24 * HOUR_MS, armed: 0 });
});
