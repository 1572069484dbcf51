import { expect, test } from 'vitest';
import { podView, serviceView } from '../objects/views.fixture.ts';
import { planEndpoints } from './plan-endpoints.ts';

const inZoneB = () => 'b';
const nowhere = () => undefined;

test('an endpoint says where its Pod is and how it is', () => {
  expect(planEndpoints(serviceView(), [podView('p1')], inZoneB)).toEqual([
    {
      addressType: 'IPv4',
      ports: [{ name: '', port: 8080, protocol: 'TCP' }],
      endpoints: [
        {
          addresses: ['10.244.0.1'],
          conditions: { ready: true, serving: true, terminating: false },
          targetRef: { kind: 'Pod', namespace: 'default', name: 'p1', uid: 'p1-uid' },
          nodeName: 'node-a',
          zone: 'b',
        },
      ],
    },
  ]);
});

test.each([
  ['ready', {}, {}, { ready: true, serving: true, terminating: false }],
  ['not ready', { isReady: false }, {}, { ready: false, serving: false, terminating: false }],
  ['terminating', { isTerminating: true }, {}, { ready: false, serving: true, terminating: true }],
  [
    'not ready, and published nevertheless',
    { isReady: false },
    { publishNotReadyAddresses: true },
    { ready: true, serving: false, terminating: false },
  ],
])('a Pod that is %s', (_, pod, service, conditions) => {
  const [group] = planEndpoints(serviceView(service), [podView('p1', pod)], nowhere);
  expect(group?.endpoints[0]?.conditions).toEqual(conditions);
});

test('Pods that are over or have no address are no endpoints', () => {
  const pods = [
    podView('p1', { isOver: true }),
    podView('p2', { addresses: [] }),
    podView('p3', { addresses: ['fd::1'] }),
  ];
  expect(planEndpoints(serviceView(), pods, nowhere)).toEqual([]);
});

test('a named port is that of each Pod', () => {
  const service = serviceView({ ports: [{ name: 'web', port: 80, protocol: 'TCP', targetPort: 'http' }] });
  const pods = [
    podView('p1', { ports: [{ name: 'http', protocol: 'TCP', port: 8080 }] }),
    podView('p2', { ports: [{ name: 'http', protocol: 'TCP', port: 9090 }] }),
    podView('p3', { ports: [{ name: 'http', protocol: 'UDP', port: 1 }] }),
  ];
  expect(planEndpoints(service, pods, nowhere).map(({ ports }) => ports)).toEqual([
    [{ name: 'web', port: 8080, protocol: 'TCP' }],
    [{ name: 'web', port: 9090, protocol: 'TCP' }],
    [],
  ]);
});

test('a Pod has a name of its own below the Service that it names as its subdomain', () => {
  const pods = ['web', 'other'].map((subdomain, index) => podView(`p${index}`, { hostname: 'db-0', subdomain }));
  const [group] = planEndpoints(serviceView(), pods, nowhere);
  expect(group?.endpoints.map(({ hostname }) => hostname)).toEqual(['db-0', undefined]);
});

test.each([
  ['PreferSameZone', { forZones: [{ name: 'b' }] }],
  ['PreferSameNode', { forZones: [{ name: 'b' }], forNodes: [{ name: 'node-a' }] }],
])('under %s an endpoint hints at its own clients', (trafficDistribution, hints) => {
  const [group] = planEndpoints(serviceView({ trafficDistribution }), [podView('p1')], inZoneB);
  expect(group?.endpoints[0]?.hints).toEqual(hints);
});
