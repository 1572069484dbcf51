import { expect, test } from 'vitest';
import { requireOwnLabels } from './node-labels.ts';

test.each([
  'kubernetes.io/hostname',
  'topology.kubernetes.io/zone',
  'node.kubernetes.io/kind',
  'example.org/anything',
  'plain',
])('a node may label itself %s', (label) => {
  expect(() => requireOwnLabels('n1', { [label]: 'yes' })).not.toThrow();
});

test.each([
  'node-role.kubernetes.io/control-plane',
  'node-restriction.kubernetes.io/trusted',
  'kubernetes.io/other',
  'team.k8s.io/blue',
])('a node may not label itself %s', (label) => {
  expect(() => requireOwnLabels('n1', { plain: 'yes', [label]: 'yes' })).toThrow(
    `is not allowed to set the following labels: ${label}`,
  );
});
