import { getHeapStatistics } from 'node:v8';
import { expect, test } from 'vitest';
import { collectGarbage, isWorthCollecting } from './rest.ts';

const mebibyte = 1024 * 1024;
const atRest = { busyShare: 0.01, heapBytes: 60 * mebibyte, usedBytes: 30 * mebibyte };

test.each([
  ['that has just started', atRest, 0, true],
  ['that has taken much since', atRest, 40 * mebibyte, true],
  ['that has taken little since', atRest, 56 * mebibyte, false],
  ['that is at work', { ...atRest, busyShare: 0.5 }, 0, false],
  ['that holds so much that it would stand still for long', { ...atRest, usedBytes: 300 * mebibyte }, 0, false],
])('a process %s', (_, look, keptBytes, worth) => {
  expect(isWorthCollecting(look, keptBytes)).toBe(worth);
});

test('collecting gives the machine back what is not in use', async () => {
  let garbage: object[] = Array.from({ length: 500_000 }, (_, index) => ({ index }));
  const before = getHeapStatistics().total_heap_size;
  expect(garbage).toHaveLength(500_000);
  garbage = [];
  await collectGarbage();
  expect(getHeapStatistics().total_heap_size).toBeLessThan(before - 8 * mebibyte);
});
