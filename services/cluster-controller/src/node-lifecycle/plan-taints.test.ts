import type { Taint } from '@flotilla/kinds/core/v1';
import { expect, test } from 'vitest';
import { planTaints } from './plan-taints.ts';

const time = '2026-01-01T00:00:00Z';
const plan = (taints: Taint[], ready: string, isUnschedulable = false): string[] | undefined =>
  planTaints({ taints, conditions: [{ type: 'Ready', status: ready }], isUnschedulable }, time)?.map(
    ({ key, effect }) => `${key.replace('node.kubernetes.io/', '')}:${effect}`,
  );

const taint = (key: string, effect: string): Taint => ({ key: `node.kubernetes.io/${key}`, effect });

test('a node that is ready has no taints of ours', () => {
  expect(plan([], 'True')).toBeUndefined();
  expect(plan([taint('not-ready', 'NoSchedule'), taint('unreachable', 'NoExecute')], 'True')).toEqual([]);
});

test('a node that is not ready, or silent, takes no Pods and loses those it has', () => {
  expect(plan([], 'False')).toEqual(['not-ready:NoSchedule', 'not-ready:NoExecute']);
  expect(plan([taint('not-ready', 'NoSchedule'), taint('not-ready', 'NoExecute')], 'Unknown')).toEqual([
    'unreachable:NoSchedule',
    'unreachable:NoExecute',
  ]);
});

test('what is as it should be is left alone, with the time at which it was added', () => {
  const present = ['NoSchedule', 'NoExecute'].map((effect) => ({ ...taint('unreachable', effect), timeAdded: 'then' }));
  expect(
    planTaints({ taints: present, conditions: [{ type: 'Ready', status: 'Unknown' }], isUnschedulable: false }, time),
  ).toBeUndefined();
});

test('a cordon and pressure keep Pods away, and lose none', () => {
  expect(plan([], 'True', true)).toEqual(['unschedulable:NoSchedule']);
  const conditions = [
    { type: 'Ready', status: 'True' },
    { type: 'MemoryPressure', status: 'True' },
    { type: 'DiskPressure', status: 'False' },
  ];
  expect(planTaints({ taints: [], conditions, isUnschedulable: false }, time)).toEqual([
    { key: 'node.kubernetes.io/memory-pressure', effect: 'NoSchedule', timeAdded: time },
  ]);
});

test('taints of others stay', () => {
  const others = [
    { key: 'team', value: 'red', effect: 'NoSchedule' },
    taint('memory-pressure', 'NoExecute'),
    taint('out-of-service', 'NoExecute'),
  ];
  expect(plan(others, 'True')).toBeUndefined();
  expect(plan([...others, taint('not-ready', 'NoExecute')], 'True')).toHaveLength(3);
});
