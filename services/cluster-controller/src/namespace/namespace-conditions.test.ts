import { expect, test } from 'vitest';
import { namespaceConditions } from './namespace-conditions.ts';
import type { Remaining } from './namespace-content.ts';

const time = '2026-01-01T00:00:00Z';
const left = (resource: string, group: string, count: number, finalizers: Record<string, number> = {}): Remaining => ({
  resource,
  group,
  count,
  finalizers: new Map(Object.entries(finalizers)),
});

test('what is left, what holds it and what failed is said in words that do not depend on the order', () => {
  const findings = {
    remaining: [
      left('services', '', 1, { 'example.org/b': 1 }),
      left('deployments', 'apps', 2, { 'example.org/b': 1, 'example.org/a': 2 }),
    ],
    failures: ['one', 'another'],
  };
  const told = Object.fromEntries(
    namespaceConditions([], findings, time).map(({ type, status, message }) => [type, `${status}: ${message}`]),
  );
  expect(told).toEqual({
    NamespaceDeletionDiscoveryFailure: 'False: All resources successfully discovered',
    NamespaceDeletionGroupVersionParsingFailure: 'False: All legacy kube types successfully parsed',
    NamespaceDeletionContentFailure: 'True: Failed to delete all resource types, 2 remaining: another, one',
    NamespaceContentRemaining:
      'True: Some resources are remaining: deployments.apps has 2 resource instances, services. has 1 resource instances',
    NamespaceFinalizersRemaining:
      'True: Some content in the namespace has finalizers remaining: example.org/a in 2 resource instances, example.org/b in 2 resource instances',
  });
});

test('a condition that is true no longer says so, and only that has a new time', () => {
  const before = namespaceConditions([], { remaining: [left('pods', '', 1)], failures: [] }, time);
  const after = namespaceConditions(before, { remaining: [], failures: [] }, 'later');
  expect(after.map(({ status }) => status)).toEqual(['False', 'False', 'False', 'False', 'False']);
  expect(after.filter((condition) => condition.lastTransitionTime === 'later').map(({ type }) => type)).toEqual([
    'NamespaceContentRemaining',
  ]);
});

test('conditions of others stay', () => {
  const other = { type: 'Example', status: 'True' };
  expect(namespaceConditions([other], { remaining: [], failures: [] }, time)[0]).toEqual(other);
});
