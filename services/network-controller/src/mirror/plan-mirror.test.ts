import type { EndpointSubset, Endpoints } from '@flotilla/kinds/core/v1';
import { expect, test } from 'vitest';
import { serviceView } from '../objects/views.fixture.ts';
import { isMirrored, mirroredGroups, mirrorStamp } from './plan-mirror.ts';

function endpoints(subsets: EndpointSubset[], metadata: Endpoints['metadata'] = {}): Endpoints {
  return { apiVersion: 'v1', kind: 'Endpoints', metadata: { name: 'web', namespace: 'default', ...metadata }, subsets };
}

const unselective = serviceView({ selector: undefined });

test.each([
  ['for a Service that selects no Pods', endpoints([]), unselective, true],
  ['for one that does', endpoints([]), serviceView(), false],
  ['without a Service', endpoints([]), undefined, false],
  [
    'that ask not to be',
    endpoints([], { labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' } }),
    unselective,
    false,
  ],
  [
    'that only say who leads',
    endpoints([], { annotations: { 'control-plane.alpha.kubernetes.io/leader': '{}' } }),
    unselective,
    false,
  ],
])('Endpoints %s', (_, object, service, expected) => {
  expect(isMirrored(object, service)).toBe(expected);
});

test('families and ports are told apart, and each address is listed once, ready where it is so somewhere', () => {
  const ports = [{ port: 80, protocol: 'TCP' }];
  const groups = mirroredGroups(
    endpoints([
      { addresses: [{ ip: '10.0.0.1' }, { ip: 'fd00::1' }], ports },
      { notReadyAddresses: [{ ip: '10.0.0.1' }, { ip: '10.0.0.2' }], ports },
    ]),
  );
  expect(groups).toEqual([
    {
      addressType: 'IPv4',
      ports: [{ name: '', port: 80, protocol: 'TCP' }],
      endpoints: [
        { addresses: ['10.0.0.1'], conditions: { ready: true } },
        { addresses: ['10.0.0.2'], conditions: { ready: false } },
      ],
    },
    {
      addressType: 'IPv6',
      ports: [{ name: '', port: 80, protocol: 'TCP' }],
      endpoints: [{ addresses: ['fd00::1'], conditions: { ready: true } }],
    },
  ]);
});

test('slices bear what the Endpoints do, but what kubectl keeps for itself', () => {
  const annotations = { note: 'a', 'kubectl.kubernetes.io/last-applied-configuration': '{}' };
  expect(mirrorStamp(endpoints([], { labels: { app: 'web' }, annotations }))).toEqual({
    labels: {
      app: 'web',
      'kubernetes.io/service-name': 'web',
      'endpointslice.kubernetes.io/managed-by': 'endpointslicemirroring-controller.k8s.io',
    },
    annotations: { note: 'a' },
  });
});
