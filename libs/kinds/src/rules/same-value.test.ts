import { expect, test } from 'vitest';
import { sameValue } from './same-value.ts';

test('what is empty is the same as what is absent', () => {
  expect(sameValue({ list: [], text: '', gone: undefined }, {})).toBe(true);
});

test('an object without fields is one nevertheless', () => {
  expect(sameValue({ emptyDir: {} }, {})).toBe(false);
});

test('order counts in lists, not in objects', () => {
  expect(sameValue({ a: 1, b: [1, 2] }, { b: [1, 2], a: 1 })).toBe(true);
  expect(sameValue([1, 2], [2, 1])).toBe(false);
});
