import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { ConfigMaps, Namespaces, namespace, Pods } from '../controllers/objects.ts';
import { startWorld, type World } from '../controllers/world.ts';
import { type RunningGateway, startGateway, startNode, type TestNode } from './node.ts';
import { configMap, configuredPodOn, podOn, Secrets, secret } from './objects.ts';

let world: World;
let gateway: RunningGateway;
const nodes: TestNode[] = [];

beforeAll(async () => {
  world = await startWorld();
  for (const name of ['default', 'kube-system', 'kube-node-lease']) {
    await world.client.create(Namespaces, namespace(name));
  }
  gateway = await startGateway(world);
});

afterEach(async () => {
  await Promise.all(nodes.splice(0).map((node) => node.stop()));
});

afterAll(async () => {
  await gateway?.stop();
  await world?.stop();
});

async function node(name: string): Promise<TestNode> {
  const started = await startNode(world.nats, name);
  nodes.push(started);
  return started;
}

const podNames = ({ link }: TestNode) => [...link.mailbox.pods.values()].map(({ pod }) => pod.metadata.name);
const holds = (node: TestNode, name: string) => podNames(node).includes(name);

test('a node is told of its Pods with what they need, after what they need, and of no others', async () => {
  const { client } = world;
  const [one, other] = [await node('one'), await node('other.example')];
  await client.create(ConfigMaps, configMap('settings'));
  await client.create(Secrets, secret('password'));
  await client.create(ConfigMaps, configMap('unused'));
  await client.create(Pods, configuredPodOn('one', 'web', { configMap: 'settings', secret: 'password' }));
  await client.create(Pods, podOn('other.example', 'elsewhere'));
  await one.until(() => holds(one, 'web'));
  await other.until(() => holds(other, 'elsewhere'));
  expect(one.received).toEqual(['configMap default/settings', 'secret default/password', 'pod web']);
  expect(one.link.mailbox.configMaps.get('default/settings')?.data).toEqual({ colour: 'red' });
  expect(one.link.mailbox.secrets.get('default/password')?.data).toEqual({
    password: Buffer.from('open sesame').toString('base64'),
  });
  expect(podNames(one)).toEqual(['web']);
  expect(podNames(other)).toEqual(['elsewhere']);
  expect([...other.link.mailbox.secrets.keys()]).toEqual([]);
});

test('a ConfigMap that changes, and one that is deleted, reach the nodes whose Pods read it', async () => {
  const { client } = world;
  const one = await node('changing');
  const key = { namespace: 'default', name: 'mood' };
  const colour = () => one.link.mailbox.configMaps.get('default/mood')?.data?.colour;
  await client.create(ConfigMaps, configMap('mood'));
  await client.create(Pods, configuredPodOn('changing', 'reader', { configMap: 'mood', secret: 'none' }));
  await one.until(() => colour() === 'red');
  await client.update(ConfigMaps, key, (object) => {
    object.data = { colour: 'blue' };
  });
  await one.until(() => colour() === 'blue');
  await client.delete(ConfigMaps, key);
  await one.until(() => !one.link.mailbox.configMaps.has('default/mood'));
  expect(holds(one, 'reader')).toBe(true);
});

test('a node that comes later is told at once all that is there, and that it is all', async () => {
  const { client } = world;
  for (const name of ['first', 'second']) await client.create(Pods, podOn('late', name));
  const late = await node('late');
  await late.until(() => late.link.mailbox.complete);
  expect(podNames(late).toSorted()).toEqual(['first', 'second']);
});

test('another gateway sends a node only the difference to what it holds', async () => {
  const { client } = world;
  const one = await node('steady');
  for (const name of ['kept', 'changed', 'removed']) await client.create(Pods, podOn('steady', name));
  await one.until(() => podNames(one).length === 3);
  await gateway.stop();
  await client.update(Pods, { namespace: 'default', name: 'changed' }, (pod) => {
    pod.metadata.labels = { new: 'yes' };
  });
  await client.delete(Pods, { namespace: 'default', name: 'removed' }, { gracePeriodSeconds: 0 });
  await client.create(Pods, podOn('steady', 'added'));
  const before = one.received.length;
  gateway = await startGateway(world);
  await one.until(() => holds(one, 'added') && !holds(one, 'removed'));
  expect(podNames(one).toSorted()).toEqual(['added', 'changed', 'kept']);
  expect(one.received.slice(before).toSorted()).toEqual(['pod added', 'pod changed', 'pod none']);
});

test('what happens while NATS is down reaches the node afterwards', async () => {
  const { client, nats } = world;
  const one = await node('patient');
  await client.create(Pods, podOn('patient', 'before'));
  await one.until(() => holds(one, 'before'));
  await nats.kill();
  await client.create(Pods, podOn('patient', 'meanwhile'));
  await client.delete(Pods, { namespace: 'default', name: 'before' }, { gracePeriodSeconds: 0 });
  await nats.restart();
  await one.until(() => holds(one, 'meanwhile') && !holds(one, 'before'));
  await client.create(Pods, podOn('patient', 'afterwards'));
  await one.until(() => holds(one, 'afterwards'));
  expect(podNames(one).toSorted()).toEqual(['afterwards', 'meanwhile']);
});
