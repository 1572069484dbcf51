import { expect, test } from 'vitest';
import { createBackOff } from './back-off.ts';

test('early ends are followed by doubling delays, up to ten seconds', () => {
  const backOff = createBackOff();
  const delays = Array.from({ length: 9 }, () => backOff.nextDelayMs(0));
  expect(delays).toEqual([100, 200, 400, 800, 1_600, 3_200, 6_400, 10_000, 10_000]);
});

test('a child that ran well starts over', () => {
  const backOff = createBackOff();
  backOff.nextDelayMs(0);
  backOff.nextDelayMs(0);
  expect(backOff.nextDelayMs(60_000)).toBe(100);
  expect(backOff.nextDelayMs(0)).toBe(200);
});
