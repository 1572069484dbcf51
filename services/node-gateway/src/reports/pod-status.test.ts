import type { PodCondition, PodStatus } from '@flotilla/kinds/core/v1';
import { expect, test } from 'vitest';
import { mergeStatus } from './pod-status.ts';

const condition = (type: string, status: string, lastTransitionTime = '2026-01-01T00:00:00Z'): PodCondition => ({
  type,
  status,
  lastTransitionTime,
});

test('what the node says replaces what it said, and what others said stays', () => {
  const present: PodStatus = {
    phase: 'Pending',
    message: 'earlier',
    qosClass: 'Burstable',
    nominatedNodeName: 'n1',
    conditions: [
      condition('PodScheduled', 'True'),
      condition('example.org/gate', 'False'),
      condition('Ready', 'False'),
    ],
  };
  const reported: PodStatus = {
    phase: 'Running',
    qosClass: 'Guaranteed',
    conditions: [condition('Ready', 'True'), condition('example.org/gate', 'True')],
  };
  expect(mergeStatus(present, reported)).toEqual({
    phase: 'Running',
    qosClass: 'Burstable',
    nominatedNodeName: 'n1',
    conditions: [condition('PodScheduled', 'True'), condition('example.org/gate', 'False'), condition('Ready', 'True')],
  });
});

test('a node says of a Pod that nobody scheduled that it is', () => {
  const reported = { phase: 'Pending', conditions: [condition('PodScheduled', 'True')] };
  expect(mergeStatus({}, reported).conditions).toEqual(reported.conditions);
});

test('a condition of the node that it no longer reports is gone', () => {
  const present = { conditions: [condition('PodResizePending', 'True'), condition('Ready', 'True')] };
  expect(mergeStatus(present, { conditions: [condition('Ready', 'True')] }).conditions).toEqual([
    condition('Ready', 'True'),
  ]);
});

test('a condition that stays as it is keeps the time since when', () => {
  const [before, later] = ['2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z'];
  const present = { conditions: [condition('Ready', 'True', before), condition('Initialized', 'False', before)] };
  const reported = { conditions: [condition('Initialized', 'True', later), condition('Ready', 'True', later)] };
  expect(mergeStatus(present, reported).conditions).toEqual([
    condition('Ready', 'True', before),
    condition('Initialized', 'True', later),
  ]);
});

test('saying the same again changes nothing', () => {
  const reported: PodStatus = { phase: 'Running', conditions: [condition('Ready', 'True')] };
  const once = mergeStatus({ conditions: [condition('PodScheduled', 'True')] }, reported);
  expect(JSON.stringify(mergeStatus(once, reported))).toBe(JSON.stringify(once));
});

test.each(['Succeeded', 'Failed'])('a Pod that has %s does not begin again', (phase) => {
  const present = { phase, reason: 'Evicted' };
  expect(mergeStatus(present, { phase: 'Running' })).toEqual(present);
});
