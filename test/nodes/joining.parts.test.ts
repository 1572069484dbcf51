import { connectBus, mintJoinToken, nodeSubject } from '@flotilla/bus';
import { joinCluster, Refused } from '@flotilla/node-agent';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Namespaces, namespace, Pods } from '../controllers/objects.ts';
import { startWorld, type World } from '../controllers/world.ts';
import { type RunningGateway, startGateway, startNode } from './node.ts';
import { podOn } from './objects.ts';

let world: World;
let gateway: RunningGateway;

beforeAll(async () => {
  world = await startWorld();
  for (const name of ['default', 'kube-system']) await world.client.create(Namespaces, namespace(name));
  gateway = await startGateway(world);
});

afterAll(async () => {
  await gateway?.stop();
  await world?.stop();
});

async function join(node: string) {
  const token = await mintJoinToken(world.nats.authority);
  return joinCluster({ url: `nats://${world.nats.servers[0]}`, token, node });
}

test('a node that joins with a token gets its own mailbox and nobody else’s', async () => {
  const credentials = await join('new.example.org');
  const node = await startNode(world.nats, 'new.example.org', credentials);
  await world.client.create(Pods, podOn('new.example.org', 'here'));
  await node.until(() => node.link.mailbox.complete && node.link.mailbox.pods.size === 1);
  const held = JSON.stringify({ pods: {}, configMaps: {}, secrets: {}, node: 0 });
  await expect(node.bus.request(nodeSubject('other', 'sync'), held)).rejects.toThrow();
  await node.stop();
});

test('a token is good for joining only', async () => {
  const token = await mintJoinToken(world.nats.authority);
  const bus = await connectBus({ servers: world.nats.servers, credentials: token, name: 'token' });
  const held = JSON.stringify({ pods: {}, configMaps: {}, secrets: {}, node: 0 });
  await expect(bus.request(nodeSubject('new.example.org', 'sync'), held)).rejects.toThrow();
  await bus.close();
});

test('nobody joins under the name of a node that is alive, or under no name at all', async () => {
  const node = await startNode(world.nats, 'alive', await join('alive'));
  await node.until(() => node.link.mailbox.complete);
  node.link.beat();
  await node.bus.flush();
  await expect(join('alive')).rejects.toThrow(new Refused('Cannot join as "alive": a node of that name is alive'));
  await expect(join('Not A Name')).rejects.toThrow(Refused);
  await node.stop();
});
