import { expect, test } from 'vitest';
import { ownedPod } from './owned-pod.fixture.ts';
import { availableAfterMs, isActive, isAvailable, viewOwnedPod } from './owned-pod.ts';

test('a Pod is available once it has been ready for so many seconds', () => {
  const pod = ownedPod('web', { readySinceMs: 1000 });
  expect(isAvailable(pod, 0, 1000)).toBe(true);
  expect(isAvailable(pod, 5, 5999)).toBe(false);
  expect(isAvailable(pod, 5, 6000)).toBe(true);
  expect(isAvailable(ownedPod('web', { isReady: false }), 0, 1000)).toBe(false);
});

test('the next to become available says when to look again', () => {
  const pods = [ownedPod('a', { readySinceMs: 4000 }), ownedPod('b', { readySinceMs: 2000 })];
  expect(availableAfterMs(pods, 5, 5000)).toBe(2000);
  expect(availableAfterMs(pods, 1, 5000)).toBeUndefined();
});

test.each([
  ['Running', undefined, true],
  ['Pending', undefined, true],
  ['Succeeded', undefined, false],
  ['Failed', undefined, false],
  ['Running', '2026-01-01T00:00:00Z', false],
])('a Pod that is %s, deleted at %s: active %s', (phase, deletionTimestamp, active) => {
  const pod = ownedPod('web', { phase });
  const ending = deletionTimestamp === undefined ? {} : { deletionTimestamp };
  expect(isActive({ ...pod, metadata: { ...pod.metadata, ...ending } })).toBe(active);
});

test.each([
  ['-10', -10],
  ['0', 0],
  ['+5', 0],
  ['007', 0],
  ['99999999999', 0],
])('a deletion cost of %s counts as %d', (text, cost) => {
  const annotations = { 'controller.kubernetes.io/pod-deletion-cost': text };
  expect(viewOwnedPod({ apiVersion: 'v1', kind: 'Pod', metadata: { annotations } }).deletionCost).toBe(cost);
});
