import type { Pod, Service, ServiceSpec } from '@flotilla/kinds/core/v1';
import type { EndpointSlice } from '@flotilla/kinds/discovery/v1';
import { createNetworkController } from '@flotilla/network-controller';
import { resourceType } from '@flotilla/registry';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Namespaces, namespace, Pods, pod } from './objects.ts';
import { startWorld, type World } from './world.ts';

const Services = resourceType<Service>('v1', 'Service');
const EndpointSlices = resourceType<EndpointSlice>('discovery.k8s.io/v1', 'EndpointSlice');

let world: World;
let stop: () => Promise<void>;

beforeAll(async () => {
  world = await startWorld();
  for (const name of ['default', 'kube-system']) await world.client.create(Namespaces, namespace(name));
  const { deps } = await world.process();
  const controller = createNetworkController(deps);
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
