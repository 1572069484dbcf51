import { expect, test } from 'vitest';
import { type BackOff, backOffAfter, formatBackOff, nextBackOff, putOffUntil } from './back-off.ts';

const minuteMs = 60_000;

test('a back-off doubles from 10 s to 5 min', () => {
  let backOff: BackOff | undefined;
  const delays = Array.from({ length: 7 }, (_, index) => {
    backOff = nextBackOff(backOff, index * minuteMs);
    return backOff.delayMs / 1000;
  });
  expect(delays).toEqual([10, 20, 40, 80, 160, 300, 300]);
});

test('who has not failed for ten minutes begins anew', () => {
  const backOff = { delayMs: 80_000, since: 0 };
  expect(putOffUntil(backOff, 10 * minuteMs)).toBe(10 * minuteMs + 80_000);
  expect(putOffUntil(backOff, 10 * minuteMs + 1)).toBeUndefined();
  expect(nextBackOff(backOff, 10 * minuteMs + 1).delayMs).toBe(10_000);
  expect(putOffUntil(undefined, 0)).toBeUndefined();
});

test('so many failures in a row lead to the back-off that they would have led to one by one', () => {
  expect([1, 2, 5, 6, 40].map((failures) => backOffAfter(failures, 0).delayMs / 1000)).toEqual([10, 20, 160, 300, 300]);
});

test.each([
  [10_000, '10s'],
  [160_000, '2m40s'],
  [300_000, '5m0s'],
])('%d ms is written %s', (delayMs, text) => {
  expect(formatBackOff(delayMs)).toBe(text);
});
