import { createClusterController } from '@flotilla/cluster-controller';
import type { ConfigMap } from '@flotilla/kinds/core/v1';
import type { OwnerReference } from '@flotilla/machinery';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ConfigMaps, Namespaces, namespace } from './objects.ts';
import { startWorld, type World } from './world.ts';

let world: World;
let stop: () => Promise<void>;

beforeAll(async () => {
  world = await startWorld();
  const { deps } = await world.process();
  const controller = createClusterController(deps, { rootCertificate: 'PEM' });
  await controller.start();
  stop = () => controller.stop();
  await world.client.create(Namespaces, namespace('team'));
});

afterAll(async () => {
  await stop?.();
  await world?.stop();
});

type Owned = ConfigMap & { metadata: { uid?: string; name?: string } };

const named = (name: string) => ({ namespace: 'team', name });

function create(name: string, owners: readonly OwnerReference[] = [], finalizers: string[] = []): Promise<Owned> {
  const metadata = { ...named(name), ownerReferences: [...owners], finalizers };
  return world.client.create(ConfigMaps, { apiVersion: 'v1', kind: 'ConfigMap', metadata });
}

const referTo = ({ metadata: { name = '', uid = '' } }: Owned): OwnerReference => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  name,
  uid,
  blockOwnerDeletion: true,
});

test('what an object owns goes after it, and what that owns too', async () => {
  const owner = await create('owner');
  const child = await create('child', [referTo(owner)]);
  await create('grandchild', [referTo(child)]);
  await world.client.delete(ConfigMaps, named('owner'), { propagationPolicy: 'Background' });
  await world.untilGone(ConfigMaps, 'team/child');
  await world.untilGone(ConfigMaps, 'team/grandchild');
});

test('an object whose owner never was, or was another of the name, goes', async () => {
  await create('namesake');
  await create('forlorn', [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'namesake', uid: 'another' }]);
  await world.untilGone(ConfigMaps, 'team/forlorn');
});

test('an object of which another owner is there stays, without the reference to the one that has gone', async () => {
  const [going, staying] = [await create('going'), await create('staying')];
  await create('shared', [referTo(going), referTo(staying)]);
  await world.client.delete(ConfigMaps, named('going'));
  const shared = await world.until(ConfigMaps, 'team/shared', ({ metadata }) => metadata.ownerReferences?.length === 1);
  expect(shared.metadata.ownerReferences).toEqual([referTo(staying)]);
});

test('an owner that goes last stays until what it waits for has gone', async () => {
  const owner = await create('last');
  await create('held', [referTo(owner)], ['example.org/held']);
  await world.client.delete(ConfigMaps, named('last'), { propagationPolicy: 'Foreground' });
  await world.until(ConfigMaps, 'team/held', ({ metadata }) => metadata.deletionTimestamp !== undefined);
  const waiting = await world.client.get(ConfigMaps, named('last'));
  expect(waiting?.metadata.finalizers).toEqual(['foregroundDeletion']);
  await world.client.update(ConfigMaps, named('held'), ({ metadata }) => {
    metadata.finalizers = [];
  });
  await world.untilGone(ConfigMaps, 'team/last');
});

test('what is orphaned stays and forgets its owner', async () => {
  const owner = await create('parent');
  await create('orphan', [referTo(owner)]);
  await world.client.delete(ConfigMaps, named('parent'), { propagationPolicy: 'Orphan' });
  await world.untilGone(ConfigMaps, 'team/parent');
  const orphan = await world.client.get(ConfigMaps, named('orphan'));
  expect(orphan?.metadata).not.toHaveProperty('ownerReferences');
});

test('objects that own each other in a circle all go', async () => {
  const first = await create('circle-1');
  const second = await create('circle-2', [referTo(first)]);
  const third = await create('circle-3', [referTo(second)]);
  await world.client.update(ConfigMaps, named('circle-1'), ({ metadata }) => {
    metadata.ownerReferences = [referTo(third)];
  });
  await world.client.delete(ConfigMaps, named('circle-1'), { propagationPolicy: 'Foreground' });
  for (const name of ['circle-1', 'circle-2', 'circle-3']) await world.untilGone(ConfigMaps, `team/${name}`);
});
