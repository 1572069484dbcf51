import { expect, test } from 'vitest';
import { unifiedDiff } from './unified-diff.ts';

test('equal values have no difference', () => {
  expect(unifiedDiff({ a: 1, b: [2] }, { b: [2], a: 1 })).toBe('');
});

test('a change stands between three lines each', () => {
  const before = { a: 1, b: 2, c: 3, d: 4, e: 5, f: 6, g: 7, h: 8, i: 9 };
  expect(unifiedDiff(before, { ...before, e: 50 })).toBe(
    '@@ -3,7 +3,7 @@\n  "b": 2,\n  "c": 3,\n  "d": 4,\n- "e": 5,\n+ "e": 50,\n  "f": 6,\n  "g": 7,\n  "h": 8,\n',
  );
});

test('changes far from each other stand apart', () => {
  const before = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`k${index + 10}`, index]));
  const diff = unifiedDiff(before, { ...before, k10: -1, k29: -1 });
  expect(diff.match(/^@@/gm)).toHaveLength(2);
});

test('a field more makes the later text longer', () => {
  expect(unifiedDiff({ a: 1 }, { a: 1, b: 2 })).toBe('@@ -1,3 +1,4 @@\n {\n- "a": 1\n+ "a": 1,\n+ "b": 2\n }\n');
});
