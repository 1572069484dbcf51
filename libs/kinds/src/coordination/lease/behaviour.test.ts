import type { KubernetesObject } from '@flotilla/machinery';
import { expect, test } from 'vitest';
import { textsOf } from '../../rules/texts.fixture.ts';
import { leaseBehaviour as behaviour } from './behaviour.ts';

function lease(spec: object): KubernetesObject {
  return { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name: 'l', namespace: 'default' }, spec };
}

test('a guard compares the holder and how often it changed', () => {
  expect(behaviour.guardMark?.(lease({ holderIdentity: 'a', leaseTransitions: 3 }))).toBe('a/3');
  expect(behaviour.guardMark?.(lease({}))).toBe('/0');
});

test('numbers that make no sense are refused', () => {
  expect(textsOf(behaviour.validate?.(lease({ leaseDurationSeconds: 0, leaseTransitions: -1 })) ?? [])).toEqual([
    'spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0',
    'spec.leaseTransitions: Invalid value: -1: must be greater than or equal to 0',
  ]);
});

test('coordinated election is off: what asks for it is dropped', () => {
  const object = lease({ holderIdentity: 'a', strategy: 'OldestEmulationVersion', preferredHolder: 'b' });
  behaviour.prepareCreate?.(object);
  expect(object.spec).toEqual({ holderIdentity: 'a' });
});
