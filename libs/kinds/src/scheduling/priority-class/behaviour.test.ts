import type { KubernetesObject } from '@flotilla/machinery';
import { expect, test } from 'vitest';
import { priorityClassBehaviour as behaviour } from './behaviour.ts';
import { systemPriorityClasses } from './system-classes.ts';

function priorityClass(name: string, fields: object): KubernetesObject {
  const object = { apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name }, ...fields };
  behaviour.applyDefaults?.(object);
  return object;
}

const errors = (name: string, fields: object) => texts(behaviour.validate?.(priorityClass(name, fields)));

const texts = (found: ReturnType<NonNullable<typeof behaviour.validate>> = []): string[] =>
  found.map(({ field, message }) => `${field}: ${message}`);

test('a class may displace others unless it says that it never does', () => {
  expect(priorityClass('a', { value: 1 })).toMatchObject({ preemptionPolicy: 'PreemptLowerPriority' });
  expect(errors('a', { value: 1, preemptionPolicy: 'Never' })).toEqual([]);
  expect(errors('a', { value: 1, preemptionPolicy: 'Sometimes' })).toEqual([
    'preemptionPolicy: Unsupported value: "Sometimes": supported values: "PreemptLowerPriority", "Never"',
  ]);
});

test('a user goes up to a billion', () => {
  expect(errors('a', { value: 1_000_000_000 })).toEqual([]);
  expect(errors('a', { value: 1_000_000_001 })).toEqual([
    'value: Forbidden: maximum allowed value of a user defined priority is 1000000000',
  ]);
});

test('names of the system are the system’s, with its values', () => {
  const reserved =
    "metadata.name: Forbidden: priority class names with 'system-' prefix are reserved for system use only. error: ";
  for (const known of systemPriorityClasses) expect(errors(known.metadata.name ?? '', known)).toEqual([]);
  expect(errors('system-mine', { value: 1 })).toEqual([`${reserved}system-mine is not a known system priority class`]);
  expect(errors('system-node-critical', { value: 1 })).toEqual([
    `${reserved}value of system-node-critical PriorityClass must be 2000001000`,
  ]);
  expect(errors('system-node-critical', { value: 2_000_001_000, globalDefault: true })).toEqual([
    `${reserved}globalDefault of system-node-critical PriorityClass must be false`,
  ]);
});

test('value and policy stay; the rest may change', () => {
  const before = priorityClass('a', { value: 1 });
  const update = (fields: object) => texts(behaviour.validateUpdate?.(priorityClass('a', fields), before));
  expect(update({ value: 1, description: 'other', globalDefault: true })).toEqual([]);
  expect(update({ value: 2, preemptionPolicy: 'Never' })).toEqual([
    'value: Forbidden: may not be changed in an update.',
    'preemptionPolicy: Invalid value: "Never": field is immutable',
  ]);
});
