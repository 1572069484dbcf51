import type { KubernetesObject } from '@flotilla/machinery';
import { expect, test } from 'vitest';
import { textsOf } from '../../rules/texts.fixture.ts';
import { nodeBehaviour as behaviour } from './behaviour.ts';

function node(fields: object = {}): KubernetesObject {
  return { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n1' }, ...fields };
}

test.each<[string, object, string[]]>([
  [
    'a taint without effect, and one twice',
    {
      spec: {
        taints: [
          { key: 'a', effect: 'NoSchedule' },
          { key: 'a', effect: 'NoSchedule' },
          { key: 'b', effect: '' },
        ],
      },
    },
    [
      'metadata.taints[1]: Duplicate value: {"Key":"a","Value":"","Effect":"NoSchedule","TimeAdded":null}: taints must be unique by key and effect pair',
      'metadata.taints[2].effect: Required value',
    ],
  ],
  [
    'a negative capacity, and half a Pod',
    { status: { capacity: { cpu: '-1', pods: '1500m' } } },
    [
      'status.capacity.cpu: Invalid value: "-1": must be greater than or equal to 0',
      'status.capacity.pods: Invalid value: "1500m": must be an integer',
    ],
  ],
  [
    'ranges that are none, or two of one family',
    { spec: { podCIDRs: ['10.0.0.1/24', '10.0.1.0/24'] } },
    [
      'spec.podCIDRs[0]: Invalid value: "10.0.0.1/24": must not have bits set beyond the prefix length',
      'spec.podCIDRs: Invalid value: ["10.0.0.1/24","10.0.1.0/24"]: may specify no more than one CIDR for each IP family',
    ],
  ],
])('%s is refused', (_, fields, expected) => {
  expect(textsOf(behaviour.validate?.(node(fields)) ?? [])).toEqual(expected);
});

test('a Pod range and a provider are given once', () => {
  const previous = node({ spec: { podCIDR: '10.0.0.0/24', podCIDRs: ['10.0.0.0/24'], providerID: 'a' } });
  const next = node({ spec: { podCIDR: '10.0.1.0/24', podCIDRs: ['10.0.1.0/24'] } });
  expect(textsOf(behaviour.validateUpdate?.(next, previous) ?? [])).toEqual([
    'spec.podCIDRs: Forbidden: node updates may not change podCIDR except from "" to valid',
    'spec.providerID: Forbidden: node updates may not change providerID except from "" to valid',
  ]);
  expect(behaviour.validateUpdate?.(next, node())).toEqual([]);
});

test('one range stands in both fields, and what a node has may be used', () => {
  const object = node({ spec: { podCIDR: '10.0.0.0/24' }, status: { capacity: { cpu: '2' } } });
  behaviour.applyDefaults?.(object);
  expect(object).toMatchObject({
    spec: { podCIDRs: ['10.0.0.0/24'] },
    status: { capacity: { cpu: '2' }, allocatable: { cpu: '2' } },
  });
});

test('a node is printed with its state, roles and versions', () => {
  const object = node({
    metadata: {
      name: 'n1',
      creationTimestamp: '2026-01-01T00:00:00Z',
      labels: { 'node-role.kubernetes.io/worker': '', 'node-role.kubernetes.io/control-plane': '' },
    },
    spec: { unschedulable: true },
    status: {
      conditions: [{ type: 'Ready', status: 'True' }],
      addresses: [{ type: 'InternalIP', address: '10.0.0.1' }],
      nodeInfo: { kubeletVersion: 'v1', kernelVersion: '6.1', architecture: 'amd64' },
    },
  });
  expect(behaviour.columns?.cells(object, Date.parse('2026-01-01T01:00:00Z'))).toEqual([
    'n1',
    'Ready,SchedulingDisabled',
    'control-plane,worker',
    '60m',
    'v1',
    '10.0.0.1',
    '<none>',
    '<unknown>',
    '6.1 (amd64)',
    '<unknown>',
  ]);
  expect(behaviour.columns?.cells(node(), 0).slice(1, 3)).toEqual(['Unknown', '<none>']);
});

test('nodes are selected by whether they take Pods', () => {
  expect(behaviour.selectableFields?.(node())).toEqual({ 'spec.unschedulable': 'false' });
});
