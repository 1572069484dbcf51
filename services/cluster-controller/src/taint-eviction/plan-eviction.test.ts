import { expect, test } from 'vitest';
import { planEviction } from './plan-eviction.ts';

const addedMs = Date.UTC(2026, 0, 1);
const timeAdded = '2026-01-01T00:00:00Z';
const unreachable = { key: 'node.kubernetes.io/unreachable', effect: 'NoExecute', timeAdded };
const forFiveMinutes = {
  key: 'node.kubernetes.io/unreachable',
  operator: 'Exists',
  effect: 'NoExecute',
  tolerationSeconds: 300,
};

test('a Pod stays where nothing drives it out', () => {
  const soft = [{ key: 'k', effect: 'NoSchedule' }];
  expect(planEviction([], [], addedMs)).toEqual({ type: 'stay' });
  expect(planEviction([], soft, addedMs)).toEqual({ type: 'stay' });
});

test('a Pod that does not tolerate a taint leaves at once', () => {
  expect(planEviction([], [unreachable], addedMs)).toEqual({ type: 'evict' });
  expect(planEviction([{ ...forFiveMinutes, tolerationSeconds: 0 }], [unreachable], addedMs)).toEqual({
    type: 'evict',
  });
});

test('a taint is tolerated for so long, from when it was added', () => {
  expect(planEviction([forFiveMinutes], [unreachable], addedMs)).toEqual({ type: 'wait', afterMs: 300_000 });
  expect(planEviction([forFiveMinutes], [unreachable], addedMs + 299_999)).toEqual({ type: 'wait', afterMs: 1 });
  expect(planEviction([forFiveMinutes], [unreachable], addedMs + 300_000)).toEqual({ type: 'evict' });
});

test('the shortest toleration counts, and the taint that is tolerated least', () => {
  const forEver = { operator: 'Exists' };
  const other = { key: 'drain', effect: 'NoExecute', timeAdded };
  expect(planEviction([forEver], [unreachable, other], addedMs)).toEqual({ type: 'stay' });
  expect(planEviction([forEver, forFiveMinutes], [unreachable, other], addedMs)).toMatchObject({ afterMs: 300_000 });
  expect(planEviction([forFiveMinutes], [unreachable, other], addedMs)).toEqual({ type: 'evict' });
});
