import { expect, test } from 'vitest';
import { atMostTheWhole, countOf, countOrPercent, isZero } from './count-or-percent.ts';

test('a percentage is of a whole, and rounded as is asked for', () => {
  expect(countOf('25%', 10, 'up')).toBe(3);
  expect(countOf('25%', 10, 'down')).toBe(2);
  expect(countOf('100%', 7, 'down')).toBe(7);
  expect(countOf(4, 10, 'down')).toBe(4);
  expect(countOf('four', 10, 'up')).toBe(0);
});

test.each([
  [0, true],
  ['0%', true],
  ['10x', true],
  [undefined, true],
  [1, false],
  ['1%', false],
])('%j is nothing: %j', (value, expected) => {
  expect(isZero(value)).toBe(expected);
});

test('what is neither a count nor a percentage of at most the whole is refused', () => {
  const errors = (value: number | string): string[] =>
    [...countOrPercent('f', value), ...atMostTheWhole('f', value)].map(({ message }) => message);
  expect(errors('101%')).toEqual(['Invalid value: "101%": must not be greater than 100%']);
  expect(errors(-1)).toEqual(['Invalid value: -1: must be greater than or equal to 0']);
  expect(errors('x')[0]).toContain("a valid percent string must be a numeric string followed by an ending '%'");
  expect([...errors(5), ...errors('100%')]).toEqual([]);
});
