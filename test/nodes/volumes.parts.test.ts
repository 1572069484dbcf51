import { localVolumes } from '@flotilla/kinds';
import type { PersistentVolume, PersistentVolumeClaim } from '@flotilla/kinds/core/v1';
import { resourceType } from '@flotilla/registry';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Namespaces, Nodes, namespace, Pods } from '../controllers/objects.ts';
import { startWorld, type World } from '../controllers/world.ts';
import { type RunningGateway, startGateway, startNode, type TestNode } from './node.ts';
import { podOn } from './objects.ts';

const Claims = resourceType<PersistentVolumeClaim>('v1', 'PersistentVolumeClaim');
const Volumes = resourceType<PersistentVolume>('v1', 'PersistentVolume');

let world: World;
let gateway: RunningGateway;
let [one, other]: TestNode[] = [];

beforeAll(async () => {
  world = await startWorld();
  for (const name of ['default', 'kube-system', 'kube-node-lease']) {
    await world.client.create(Namespaces, namespace(name));
  }
  gateway = await startGateway(world);
  [one, other] = await Promise.all([startNode(world.nats, 'one'), startNode(world.nats, 'other')]);
});

afterAll(async () => {
  await Promise.all([one?.stop(), other?.stop()]);
  await gateway?.stop();
  await world?.stop();
});

const started = (node: TestNode | undefined): TestNode => {
  if (node === undefined) throw new Error('the node must have started');
  return node;
};

/** On the disk of the node `one`. */
const volume = (name: string, isLocal: boolean): PersistentVolume => ({
  apiVersion: 'v1',
  kind: 'PersistentVolume',
  metadata: {
    name,
    ...(isLocal && { annotations: { [localVolumes.node]: 'one' }, finalizers: [localVolumes.finalizer] }),
  },
  spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], hostPath: { path: '/data' } },
});

const claim = (name: string, volumeName: string): PersistentVolumeClaim => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { namespace: 'default', name },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, volumeName },
});

test('a node is told of the claims of its Pods, before the Pods, and of what they are bound to', async () => {
  const { client } = world;
  const [near, far] = [started(one), started(other)];
  await client.create(Volumes, volume('disk', false));
  await client.create(Claims, claim('data', 'disk'));
  const volumes = [{ name: 'v', persistentVolumeClaim: { claimName: 'data' } }];
  const seen: string[][] = [];
  near.link.onMailbox(({ pods }) => {
    if (pods.length > 0) seen.push([...near.link.mailbox.claims.keys(), ...near.link.mailbox.volumes.keys()]);
  });
  await client.create(Pods, podOn('one', 'user', { volumes }));
  await near.until(() => near.link.mailbox.pods.size > 0);
  expect(seen[0]).toEqual(['default/data', 'disk']);
  await client.create(Pods, podOn('other', 'stranger'));
  await far.until(() => far.link.mailbox.pods.size > 0);
  expect([...far.link.mailbox.claims.keys(), ...far.link.mailbox.volumes.keys()]).toEqual([]);
  await client.updateStatus(Claims, { namespace: 'default', name: 'data' }, (present) => {
    present.status = { phase: 'Bound' };
  });
  await near.until(() => near.link.mailbox.claims.get('default/data')?.status?.phase === 'Bound');
});

test('a volume on a node’s own disk goes when that node, and no other, says that nothing is left of it', async () => {
  const { client, untilGone } = world;
  const [near, far] = [started(one), started(other)];
  const { metadata } = await client.create(Volumes, volume('local', true));
  const reference = { name: 'local', uid: metadata.uid ?? '' };
  await near.until(() => near.link.mailbox.volumes.has('local'));
  await near.link.reportVolumeGone(reference);
  expect((await client.get(Volumes, { name: 'local' }))?.metadata.finalizers).toContain(localVolumes.finalizer);
  await client.delete(Volumes, { name: 'local' });
  await near.until(() => near.link.mailbox.volumes.get('local')?.metadata.deletionTimestamp !== undefined);
  await far.link.reportVolumeGone(reference);
  expect((await client.get(Volumes, { name: 'local' }))?.metadata.finalizers).toContain(localVolumes.finalizer);
  expect(await near.link.reportVolumeGone(reference)).toBe('stored');
  await client.update(Volumes, { name: 'local' }, (present) => {
    present.metadata.finalizers = [];
  });
  await untilGone(Volumes, 'local');
  await near.until(() => !near.link.mailbox.volumes.has('local'));
  expect(await near.link.reportVolumeGone(reference)).toBe('unknown-pod');
});

test('a node says where it keeps volumes, and nothing else of itself by annotations', async () => {
  const annotations = { [localVolumes.folder]: '/disk', 'example.org/note': 'mine' };
  await started(one).link.reportNode({ name: 'one', labels: {}, annotations, status: {} });
  const found = await world.client.get(Nodes, { name: 'one' });
  expect(found?.metadata.annotations).toEqual({ [localVolumes.folder]: '/disk' });
});
