import { expect, test } from 'vitest';
import { differenceOf, dropsNothing, eachPart, type Holdings } from './difference.ts';

const holding = (pods: Record<string, number>, secrets: Record<string, number> = {}, node = 0): Holdings => ({
  ...eachPart(() => new Map()),
  pods: new Map(Object.entries(pods)),
  secrets: new Map(Object.entries(secrets)),
  node,
});
const nothing = eachPart(() => []);

test('what is missing or has another revision is put, and what is not wanted is dropped', () => {
  const told = holding({ same: 1, older: 1, newer: 9, extra: 1 }, { 'team/old': 1 });
  const wanted = holding({ same: 1, older: 2, newer: 3, missing: 4 }, { 'team/new': 5 });
  expect(differenceOf(told, wanted)).toEqual({
    put: { ...nothing, pods: ['older', 'newer', 'missing'], secrets: ['team/new'] },
    drop: { ...nothing, pods: ['extra'], secrets: ['team/old'] },
    node: false,
  });
});

test('a node that holds what is wanted lacks nothing', () => {
  const difference = differenceOf(holding({ a: 1 }, {}, 7), holding({ a: 1 }, {}, 7));
  expect(difference).toEqual({ put: nothing, drop: nothing, node: false });
  expect(dropsNothing(difference)).toBe(true);
});

test('a node object is sent where it is another, and not taken away', () => {
  expect(differenceOf(holding({}, {}, 7), holding({}, {}, 8)).node).toBe(true);
  expect(differenceOf(holding({}, {}, 7), holding({}, {}, 0)).node).toBe(false);
});
