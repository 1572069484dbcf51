import { expect, test } from 'vitest';
import { FailedPods } from './failed-pods.ts';

test('a Pod that keeps failing is put up with for twice as long each time, up to a quarter of an hour', () => {
  const failed = new FailedPods();
  expect(failed.patienceMs('a', 0)).toBe(0);
  const patience: number[] = [];
  for (let count = 0; count < 12; count++) {
    failed.note('a', 0);
    patience.push(failed.patienceMs('a', 0));
  }
  expect(patience.slice(0, 4)).toEqual([1000, 2000, 4000, 8000]);
  expect(patience.at(-1)).toBe(900_000);
  expect(failed.patienceMs('a', 899_999)).toBe(1);
  expect(failed.patienceMs('b', 0)).toBe(0);
});

test('after a long time without a failure it counts as the first', () => {
  const failed = new FailedPods();
  failed.note('a', 0);
  failed.note('a', 0);
  failed.note('a', 1_800_001);
  expect(failed.patienceMs('a', 1_800_001)).toBe(1000);
});
