import { expect, test } from 'vitest';
import { FailureMemory, notBefore, notBeforeAfter } from './back-off.ts';

const ended = (uid: string, hasFailed: boolean, finishedMs: number) => ({ uid, hasFailed, finishedMs });

test('each failure doubles the wait, up to ten minutes', () => {
  expect([0, 1, 2, 3, 7, 100].map((failures) => notBefore(failures, 0))).toEqual([
    0, 10_000, 20_000, 40_000, 600_000, 600_000,
  ]);
});

test('a success ends the count', () => {
  expect(notBeforeAfter([ended('a', true, 1000), ended('b', false, 2000)])).toBe(0);
  expect(notBeforeAfter([ended('a', true, 1000), ended('b', false, 2000), ended('c', true, 3000)])).toBe(13_000);
});

test('what failed is remembered although it is gone, until something succeeds or another Job has the name', () => {
  const memory = new FailureMemory();
  memory.recall('default/sum', 'one', [ended('a', true, 1000)]);
  const recalled = memory.recall('default/sum', 'one', [ended('b', true, 2000)]);
  expect(notBeforeAfter(recalled)).toBe(22_000);
  expect(memory.recall('default/sum', 'two', [])).toEqual([]);
  memory.recall('default/sum', 'one', [ended('a', true, 1000)]);
  expect(notBeforeAfter(memory.recall('default/sum', 'one', [ended('c', false, 5000)]))).toBe(0);
  expect(memory.recall('default/sum', 'one', [])).toEqual([]);
});
