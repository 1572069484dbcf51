import { expect, it } from 'vitest';
import { formatDuration } from './duration.ts';

it.each([
  [0n, '0s'],
  [1n, '1ns'],
  [1_100n, '1.1µs'],
  [1_500_000n, '1.5ms'],
  [1_000_000_000n, '1s'],
  [90_000_000_000n, '1m30s'],
  [3_600_000_000_000n, '1h0m0s'],
  [-3_661_000_000_001n, '-1h1m1.000000001s'],
])('%d nanoseconds are written as %s', (nanoseconds, text) => {
  expect(formatDuration(nanoseconds)).toBe(text);
});
