import { expect, test } from 'vitest';
import { podDeletionGraceSeconds } from './deletion.ts';
import { defaultedPod, podInStatus } from './pod.fixture.ts';

const onNode = { nodeName: 'n1' };

test('a running Pod gets its own grace period, or the one that is asked for', () => {
  expect(podDeletionGraceSeconds(defaultedPod(onNode), undefined)).toBe(30);
  expect(podDeletionGraceSeconds(defaultedPod(onNode), 5)).toBe(5);
  expect(podDeletionGraceSeconds(defaultedPod(onNode), 0)).toBe(0);
});

test('a negative period is one second', () => {
  expect(podDeletionGraceSeconds(defaultedPod(onNode), -3)).toBe(1);
});

test('a Pod that no node runs goes at once', () => {
  expect(podDeletionGraceSeconds(defaultedPod(), 20)).toBe(0);
  expect(podDeletionGraceSeconds(podInStatus({ phase: 'Succeeded' }, onNode), undefined)).toBe(0);
  expect(podDeletionGraceSeconds(podInStatus({ phase: 'Failed' }, onNode), 20)).toBe(0);
});
