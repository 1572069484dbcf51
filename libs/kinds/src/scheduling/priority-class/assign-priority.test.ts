import { expect, test } from 'vitest';
import { writtenPod } from '../../core/pod/pod.fixture.ts';
import type { PriorityClass } from '../../generated/types/scheduling-v1.ts';
import { assignPriority, defaultPriorityClass } from './assign-priority.ts';

const classOf = (name: string, fields: Partial<PriorityClass>): PriorityClass => ({
  apiVersion: 'scheduling.k8s.io/v1',
  kind: 'PriorityClass',
  metadata: { name },
  preemptionPolicy: 'PreemptLowerPriority',
  ...fields,
});

const high = classOf('high', { value: 1000, preemptionPolicy: 'Never' });
const usual = classOf('usual', { value: 10, globalDefault: true });

test('a Pod without a priority class has priority 0', () => {
  const pod = writtenPod();
  assignPriority(pod, [high]);
  expect(pod.spec).toMatchObject({ priority: 0, preemptionPolicy: 'PreemptLowerPriority' });
  expect(pod.spec?.priorityClassName).toBeUndefined();
});

test('a Pod has the value and the policy of its class, and of the default one where it names none', () => {
  const pod = writtenPod({ priorityClassName: 'high' });
  assignPriority(pod, [high, usual]);
  expect(pod.spec).toMatchObject({ priorityClassName: 'high', priority: 1000, preemptionPolicy: 'Never' });
  const other = writtenPod();
  assignPriority(other, [high, usual]);
  expect(other.spec).toMatchObject({
    priorityClassName: 'usual',
    priority: 10,
    preemptionPolicy: 'PreemptLowerPriority',
  });
});

test('of several defaults the least counts', () => {
  expect(defaultPriorityClass([usual, classOf('less', { value: -5, globalDefault: true }), high])?.metadata.name).toBe(
    'less',
  );
});

test('a class that is none is refused', () => {
  expect(() => assignPriority(writtenPod({ priorityClassName: 'x' }), [high])).toThrow(
    'pods "web" is forbidden: no PriorityClass with name x was found',
  );
});

test('nobody gives a Pod a priority or a policy by itself', () => {
  expect(() => assignPriority(writtenPod({ priority: 5 }), [])).toThrow(
    'pods "web" is forbidden: the integer value of priority (5) must not be provided in pod spec; priority admission controller computed 0 from the given PriorityClass name',
  );
  const pod = writtenPod({ priorityClassName: 'high', preemptionPolicy: 'PreemptLowerPriority' });
  expect(() => assignPriority(pod, [high])).toThrow(
    'the string value of PreemptionPolicy (PreemptLowerPriority) must not be provided in pod spec; priority admission controller computed Never from the given PriorityClass name',
  );
});
