import { expect, test } from 'vitest';
import { deletionOrder } from './deletion-order.ts';
import { ownedPod } from './owned-pod.fixture.ts';
import type { OwnedPod } from './owned-pod.ts';

const HOUR_MS = 3_600_000;

const order = (pods: readonly OwnedPod[], related: readonly OwnedPod[] = []) =>
  deletionOrder(pods, { related, nowMs: 10 * HOUR_MS }).map(({ metadata }) => metadata.name);

test('what is least of use goes first', () => {
  const pods = [
    ownedPod('old'),
    ownedPod('young', { readySinceMs: 9.9 * HOUR_MS }),
    ownedPod('restarted', { restarts: 2 }),
    ownedPod('cheap', { deletionCost: -1 }),
    ownedPod('unready', { isReady: false }),
    ownedPod('starting', { isReady: false, phase: 'Pending' }),
    ownedPod('unplaced', { isReady: false, phase: 'Pending', nodeName: '' }),
  ];
  expect(order(pods)).toEqual(['unplaced', 'starting', 'unready', 'cheap', 'young', 'restarted', 'old']);
});

test('of a node with several of them one goes before the only one of another node', () => {
  const pods = [ownedPod('alone', { nodeName: 'other' }), ownedPod('double')];
  expect(order(pods, [...pods, ownedPod('beside')])).toEqual(['double', 'alone']);
});

test('Pods of about one age go in an order that is chance', () => {
  const pods = [ownedPod('b', { readySinceMs: 1000 }), ownedPod('a', { readySinceMs: 0 })];
  expect(order(pods)).toEqual(['a', 'b']);
});
