import type { LabelSelector, Labels } from '@flotilla/machinery';
import { expect, test } from 'vitest';
import { podOf } from '../fixtures/objects.ts';
import { kinOf, type Selectors } from './kin.ts';

const selectors = (services: readonly Labels[], controllers: Record<string, LabelSelector> = {}): Selectors => ({
  servicesOf: (namespace) => (namespace === 'default' ? services : []),
  controller: (kind, path) => controllers[`${kind} ${path}`],
});

const pod = podOf({ labels: { app: 'web', tier: 'front' }, controller: ['ReplicaSet', 'web'] });

test('kin are selected by all Services that select the Pod, and by its controller', () => {
  const set = { 'ReplicaSet default/web': { matchExpressions: [{ key: 'hash', operator: 'In', values: ['1'] }] } };
  expect(kinOf(pod, selectors([{ app: 'web' }, { app: 'other' }, { tier: 'front' }], set)).toString()).toBe(
    'app=web,hash in (1),tier=front',
  );
});

test('a Pod that nothing selects has no kin', () => {
  expect(kinOf(pod, selectors([{ app: 'other' }])).matches(pod.labels)).toBe(false);
  expect(
    kinOf(podOf({ namespace: 'other', labels: { app: 'web' } }), selectors([{ app: 'web' }])).requirements,
  ).toEqual([]);
});

test('a Service without a selector has no say', () => {
  expect(kinOf(podOf(), selectors([{}])).requirements).toEqual([]);
});
