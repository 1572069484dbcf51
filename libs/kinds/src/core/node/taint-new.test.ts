import { expect, test } from 'vitest';
import { taintNew } from './taint-new.ts';

const notReady = { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' };

test('a new node takes no Pods until its state is known, beside what else keeps them away', () => {
  const own = { key: 'gpu', value: 'yes', effect: 'NoSchedule' };
  const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n1' }, spec: { taints: [own] } };
  taintNew(node);
  taintNew(node);
  expect(node.spec.taints).toEqual([own, notReady]);
});

test('a node that says nothing of itself gets it too', () => {
  const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n1' } };
  taintNew(node);
  expect(node).toMatchObject({ spec: { taints: [notReady] } });
});
