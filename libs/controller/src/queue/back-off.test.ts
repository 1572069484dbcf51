import { expect, test } from 'vitest';
import { BackOff, CONTROLLER_BACK_OFF } from './back-off.ts';

test('each failure doubles the wait, up to the most, and a success forgets them', () => {
  const backOff = new BackOff({ firstMs: 5, mostMs: 30 });
  expect([1, 2, 3, 4, 5].map(() => backOff.next('a'))).toEqual([5, 10, 20, 30, 30]);
  expect(backOff.next('b')).toBe(5);
  backOff.forget('a');
  expect(backOff.next('a')).toBe(5);
});

test('a thousand failures wait no longer than the most', () => {
  const backOff = new BackOff(CONTROLLER_BACK_OFF);
  const waits = Array.from({ length: 1100 }, () => backOff.next('a'));
  expect(waits.at(-1)).toBe(1_000_000);
});
