import { createDice } from '@flotilla/process/testing';
import { expect, test } from 'vitest';
import { IndexSet } from './index-set.ts';

test('indexes are written as ranges, two beside each other as two', () => {
  expect(IndexSet.of([7, 1, 3, 2, 9, 10]).toString()).toBe('1-3,7,9,10');
  expect(IndexSet.of([]).toString()).toBe('');
});

test('what was written is read again, as far as there are completions', () => {
  expect(IndexSet.parse('1-3,7,9,10', 100).toString()).toBe('1-3,7,9,10');
  expect(IndexSet.parse('1-3,7,9,10', 8).toString()).toBe('1-3,7');
  expect(IndexSet.parse('1-9', 3).toString()).toBe('1,2');
  expect(IndexSet.parse('1,x,3', 8).toString()).toBe('1,3');
});

test('it is a set, whatever it is made of', () => {
  const dice = createDice(5);
  for (let round = 0; round < 200; round++) {
    const some = () => Array.from({ length: dice(20) }, () => dice(30));
    const [left, right] = [some(), some()];
    const [one, other] = [IndexSet.of(left), IndexSet.of(right)];
    const all = new Set([...left, ...right]);
    expect(one.with(other).size).toBe(all.size);
    expect(one.overlap(other)).toBe(new Set(left.filter((index) => right.includes(index))).size);
    const free = Array.from({ length: 30 }, (_, index) => index).filter((index) => !all.has(index));
    expect(one.with(other).missing(5, 30)).toEqual(free.slice(0, 5));
    expect(IndexSet.parse(one.toString(), 30).toString()).toBe(one.toString());
  }
});
