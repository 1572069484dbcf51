import type { Endpoints, Pod, Service, ServiceSpec } from '@flotilla/kinds/core/v1';
import type { EndpointSlice } from '@flotilla/kinds/discovery/v1';
import type { IPAddress, ServiceCIDR } from '@flotilla/kinds/networking/v1';
import { createNetworkController } from '@flotilla/network-controller';
import { resourceType } from '@flotilla/registry';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Namespaces, namespace, Pods, pod } from './objects.ts';
import { startWorld, type World } from './world.ts';

const Services = resourceType<Service>('v1', 'Service');
const AllEndpoints = resourceType<Endpoints>('v1', 'Endpoints');
const Addresses = resourceType<IPAddress>('networking.k8s.io/v1', 'IPAddress');
const Ranges = resourceType<ServiceCIDR>('networking.k8s.io/v1', 'ServiceCIDR');
const EndpointSlices = resourceType<EndpointSlice>('discovery.k8s.io/v1', 'EndpointSlice');

let world: World;
let stop: () => Promise<void>;

beforeAll(async () => {
  world = await startWorld();
  for (const name of ['default', 'kube-system']) await world.client.create(Namespaces, namespace(name));
  const { deps } = await world.process();
  const controller = createNetworkController(deps, { serviceRange: '10.96.0.0/12', apiUrl: 'https://192.0.2.1:6443' });
  await controller.start();
  stop = () => controller.stop();
});

afterAll(async () => {
  await stop?.();
  await world?.stop();
});

const named = (name: string) => ({ namespace: 'default', name });

function service(name: string, spec: ServiceSpec = {}): Service {
  const all = { selector: { app: name }, ports: [{ port: 80, targetPort: 8080 }], ...spec };
  return { apiVersion: 'v1', kind: 'Service', metadata: named(name), spec: all };
}

async function startPod(name: string, app: string, address: string): Promise<void> {
  const made = pod(name, { nodeName: 'node-a' });
  made.metadata.labels = { app };
  await world.client.create(Pods, made);
  await report(name, { phase: 'Running', podIP: address, podIPs: [{ ip: address }] }, 'True');
}

async function report(name: string, status: Pod['status'], ready: 'True' | 'False'): Promise<void> {
  await world.client.updateStatus(Pods, named(name), (present) => {
    present.status = { ...present.status, ...status, conditions: [{ type: 'Ready', status: ready }] };
  });
}

/** The slice of a Service once it fits. */
async function sliceOf(name: string, fits: (slice: EndpointSlice) => boolean): Promise<EndpointSlice> {
  return world.untilAny(
    EndpointSlices,
    (slice) => slice.metadata.labels?.['kubernetes.io/service-name'] === name && fits(slice),
  );
}

const statesOf = ({ endpoints }: EndpointSlice) =>
  (endpoints ?? []).map(({ addresses, conditions }) => ({ address: addresses[0], ...conditions }));
const has = (address: string, state: object) => (slice: EndpointSlice) =>
  statesOf(slice).some((each) => JSON.stringify(each) === JSON.stringify({ address, ...state }));

test('a Pod is an endpoint of its Service from its readiness to its end', async () => {
  await world.client.create(Services, service('web'));
  await sliceOf('web', ({ endpoints }) => (endpoints ?? []).length === 0);
  await startPod('web-1', 'web', '10.244.0.1');
  const slice = await sliceOf('web', has('10.244.0.1', { ready: true, serving: true, terminating: false }));
  expect(slice).toMatchObject({
    metadata: {
      labels: { 'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io' },
      ownerReferences: [{ kind: 'Service', name: 'web', controller: true }],
    },
    addressType: 'IPv4',
    ports: [{ name: '', port: 8080, protocol: 'TCP' }],
    endpoints: [{ nodeName: 'node-a', targetRef: { kind: 'Pod', name: 'web-1', namespace: 'default' } }],
  });
  expect(slice.metadata.name).toMatch(/^web-/);
  await report('web-1', {}, 'False');
  await sliceOf('web', has('10.244.0.1', { ready: false, serving: false, terminating: false }));
  await report('web-1', {}, 'True');
  await sliceOf('web', has('10.244.0.1', { ready: true, serving: true, terminating: false }));
  await world.client.delete(Pods, named('web-1'));
  await sliceOf('web', has('10.244.0.1', { ready: false, serving: true, terminating: true }));
  await world.client.delete(Pods, named('web-1'), { gracePeriodSeconds: 0 });
  await sliceOf('web', ({ endpoints }) => (endpoints ?? []).length === 0);
});

test('the same Pods stand in its Endpoints, until they terminate', async () => {
  await world.client.create(Services, service('old', { ports: [{ name: 'web', port: 80, targetPort: 8080 }] }));
  await startPod('old-1', 'old', '10.244.0.2');
  await startPod('old-2', 'old', '10.244.0.3');
  await report('old-2', {}, 'False');
  const endpoints = await world.until(
    AllEndpoints,
    'default/old',
    ({ subsets }) => subsets?.[0]?.notReadyAddresses?.length === 1 && subsets[0].addresses?.length === 1,
  );
  expect(endpoints.metadata.labels).toMatchObject({ 'endpoints.kubernetes.io/managed-by': 'endpoint-controller' });
  expect(endpoints.subsets).toMatchObject([
    {
      addresses: [{ ip: '10.244.0.2', nodeName: 'node-a', targetRef: { kind: 'Pod', name: 'old-1' } }],
      notReadyAddresses: [{ ip: '10.244.0.3' }],
      ports: [{ name: 'web', port: 8080, protocol: 'TCP' }],
    },
  ]);
  await world.client.delete(Pods, named('old-1'));
  await world.until(AllEndpoints, 'default/old', ({ subsets }) => subsets?.[0]?.addresses === undefined);
});

test('Endpoints that somebody wrote are mirrored in slices, and gone with them', async () => {
  await world.client.create(Services, { ...service('hand'), spec: { ports: [{ port: 80 }] } });
  const subsets = [{ addresses: [{ ip: '192.0.2.7' }], ports: [{ port: 8080, protocol: 'TCP' }] }];
  await world.client.create(AllEndpoints, { apiVersion: 'v1', kind: 'Endpoints', metadata: named('hand'), subsets });
  const slice = await sliceOf('hand', () => true);
  expect(slice).toMatchObject({
    metadata: {
      labels: { 'endpointslice.kubernetes.io/managed-by': 'endpointslicemirroring-controller.k8s.io' },
      ownerReferences: [{ kind: 'Endpoints', name: 'hand' }],
    },
    endpoints: [{ addresses: ['192.0.2.7'], conditions: { ready: true } }],
    ports: [{ name: '', port: 8080, protocol: 'TCP' }],
  });
  await world.client.delete(AllEndpoints, named('hand'));
  await world.untilGone(EndpointSlices, `default/${slice.metadata.name}`);
});

test('Pods reach the API by a Service at the first address of the range', async () => {
  const { spec } = await world.until(Services, 'default/kubernetes', () => true);
  expect(spec).toMatchObject({ clusterIP: '10.96.0.1', ports: [{ name: 'https', port: 443, targetPort: 6443 }] });
  const slice = await world.until(EndpointSlices, 'default/kubernetes', () => true);
  expect(slice.endpoints).toMatchObject([{ addresses: ['192.0.2.1'], conditions: { ready: true } }]);
  await world.client.delete(EndpointSlices, named('kubernetes'));
  await world.until(EndpointSlices, 'default/kubernetes', ({ metadata }) => metadata.uid !== slice.metadata.uid);
});

test('a range of addresses says that it is ready, and stays while an address needs it', async () => {
  const ready = ({ status }: ServiceCIDR) => status?.conditions?.[0]?.status === 'True';
  expect((await world.until(Ranges, 'kubernetes', ready)).spec).toEqual({ cidrs: ['10.96.0.0/12'] });
  const metadata = { name: 'more' };
  const spec = { cidrs: ['10.200.0.0/24'] };
  await world.client.create(Ranges, { apiVersion: 'networking.k8s.io/v1', kind: 'ServiceCIDR', metadata, spec });
  await world.until(Ranges, 'more', ready);
  await world.client.create(Services, service('far', { clusterIP: '10.200.0.5' }));
  await world.until(Addresses, '10.200.0.5', () => true);
  await world.client.delete(Ranges, { name: 'more' });
  await world.until(Ranges, 'more', ({ status }) => status?.conditions?.[0]?.reason === 'Terminating');
  await world.client.delete(Services, named('far'));
  await world.untilGone(Ranges, 'more');
});

test('what somebody did to addresses by hand is set right', async () => {
  const { spec } = await world.client.create(Services, service('repaired'));
  const address = spec?.clusterIP ?? '';
  const { metadata } = await world.until(Addresses, address, () => true);
  await world.client.delete(Addresses, { name: address });
  const again = await world.until(Addresses, address, (present) => present.metadata.uid !== metadata.uid);
  expect(again.spec.parentRef).toMatchObject({ resource: 'services', name: 'repaired' });
  await world.client.create(Addresses, {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'IPAddress',
    metadata: { name: '10.96.7.7' },
    spec: { parentRef: { resource: 'services', namespace: 'default', name: 'nobody' } },
  });
  await world.untilGone(Addresses, '10.96.7.7');
});
