import { connectBus, loadedSubject, mintNode, mintService } from '@flotilla/bus';
import { systemClock } from '@flotilla/controller';
import type { Service } from '@flotilla/kinds/core/v1';
import type { EndpointSlice } from '@flotilla/kinds/discovery/v1';
import { createNetworkFeed, type NetworkFeed } from '@flotilla/node-agent';
import { createRecordingLogger } from '@flotilla/process/testing';
import { resourceType } from '@flotilla/registry';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { Namespaces, namespace } from '../controllers/objects.ts';
import { startWorld, type World } from '../controllers/world.ts';
import { type RunningGateway, startGateway } from './node.ts';

const Services = resourceType<Service>('v1', 'Service');
const EndpointSlices = resourceType<EndpointSlice>('discovery.k8s.io/v1', 'EndpointSlice');

let world: World;
let gateway: RunningGateway;
const closing: (() => Promise<void>)[] = [];

beforeAll(async () => {
  world = await startWorld();
  for (const name of ['default', 'kube-system', 'kube-node-lease']) {
    await world.client.create(Namespaces, namespace(name));
  }
  gateway = await startGateway(world);
});

afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

afterAll(async () => {
  await gateway?.stop();
  await world?.stop();
});

interface Reader extends NetworkFeed {
  /** Resolves when it holds; it is looked at after each message. */
  until(holds: () => boolean): Promise<void>;
}

async function startReader(name: string): Promise<Reader> {
  const { logger: log } = createRecordingLogger();
  const credentials = await mintNode(world.nats.authority, name);
  const bus = await connectBus({ servers: world.nats.servers, credentials, name, log });
  const feed = createNetworkFeed({ bus, clock: systemClock, log }, name);
  closing.push(async () => {
    feed.close();
    await bus.close();
  });
  const until = (holds: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      const look = () => {
        if (!holds()) return;
        unlisten();
        resolve();
      };
      const unlisten = feed.listen(look);
      look();
    });
  return { ...feed, until };
}

const service = (name: string): Service => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { namespace: 'default', name },
  spec: { clusterIP: 'None', ports: [{ protocol: 'TCP', port: 80, targetPort: 8080 }] },
});

const slice = (name: string, ready: boolean): EndpointSlice => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { namespace: 'default', name, labels: { 'kubernetes.io/service-name': name } },
  addressType: 'IPv4',
  ports: [{ name: '', protocol: 'TCP', port: 8080 }],
  endpoints: [{ addresses: ['10.244.0.5'], conditions: { ready, serving: ready, terminating: false } }],
});

const readyOf = ({ network }: Reader, name: string) =>
  network.slicesOf(`default/${name}`).flatMap(({ endpoints }) => endpoints.map(({ ready }) => ready));

test('every node hears of Services and endpoints, also one that comes later, and of their end', async () => {
  const { client } = world;
  const early = await startReader('early');
  await client.create(Services, service('web'));
  await client.create(EndpointSlices, slice('web', true));
  await early.until(() => early.network.services.has('default/web') && readyOf(early, 'web')[0] === true);
  const late = await startReader('late');
  await late.until(() => late.network.complete);
  expect(late.network.services.get('default/web')).toMatchObject({ headless: true, ports: [{ port: 80 }] });
  expect(readyOf(late, 'web')).toEqual([true]);
  await client.delete(EndpointSlices, { namespace: 'default', name: 'web' });
  await client.delete(Services, { namespace: 'default', name: 'web' });
  for (const each of [early, late]) await each.until(() => each.network.services.size === 0);
});

test('another gateway goes on where the one before ended', async () => {
  const { client } = world;
  const reader = await startReader('patient');
  await client.create(Services, service('kept'));
  await reader.until(() => reader.network.services.has('default/kept'));
  await gateway.stop();
  await client.create(Services, service('missed'));
  await client.delete(Services, { namespace: 'default', name: 'kept' });
  gateway = await startGateway(world);
  await reader.until(() => reader.network.services.has('default/missed'));
  expect([...reader.network.services.keys()]).toEqual(['default/missed']);
});

test('all nodes hear how far the slowest reader has come, an ingress too', async () => {
  const reader = await startReader('swift');
  const credentials = await mintService(world.nats.authority, 'ingress');
  const ingress = await connectBus({ servers: world.nats.servers, credentials, name: 'ingress' });
  closing.push(() => ingress.close());
  await world.client.create(EndpointSlices, slice('moving', false));
  await reader.until(() => readyOf(reader, 'moving').length > 0);
  const { endpointRevision } = reader.network;
  let ofIngress = endpointRevision - 1;
  const speaking = setInterval(() => {
    reader.loaded(endpointRevision);
    ingress.publish(loadedSubject('ingress-1'), JSON.stringify({ revision: ofIngress }));
  }, 100);
  closing.push(async () => clearInterval(speaking));
  await reader.until(() => reader.network.loadedRevision === endpointRevision - 1);
  ofIngress = endpointRevision;
  await reader.until(() => reader.network.loadedRevision === endpointRevision);
});
