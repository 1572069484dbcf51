import { createScheduler } from '@flotilla/scheduler';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Events, Namespaces, Nodes, namespace, node, Pods, pod } from './objects.ts';
import { startWorld, type World } from './world.ts';

let world: World;
let stop: () => Promise<void>;

beforeAll(async () => {
  world = await startWorld();
  for (const name of ['default', 'kube-system']) await world.client.create(Namespaces, namespace(name));
  const { deps } = await world.process();
  const scheduler = createScheduler(deps);
  await scheduler.start();
  stop = () => scheduler.stop();
});

afterAll(async () => {
  await stop?.();
  await world?.stop();
});

test('a Pod without a place is told why, and gets one when a node comes that has room', async () => {
  const { client, until } = world;
  await client.create(Pods, pod('early'));
  const refused = await until(Pods, 'default/early', ({ status }) => (status?.conditions ?? []).length > 0);
  expect(refused.status?.conditions).toEqual([
    expect.objectContaining({
      type: 'PodScheduled',
      status: 'False',
      reason: 'Unschedulable',
      message: 'no nodes available to schedule pods',
    }),
  ]);
  await client.create(Nodes, node('small', { cpu: '50m' }));
  await until(Pods, 'default/early', ({ status }) => Boolean(status?.conditions?.[0]?.message?.startsWith('0/1')));
  await client.create(Nodes, node('large'));
  const bound = await until(Pods, 'default/early', ({ spec }) => spec?.nodeName !== undefined);
  expect(bound.spec?.nodeName).toBe('large');
  expect(bound.metadata.generation).toBe(1);
  expect(bound.status?.conditions).toEqual([expect.objectContaining({ type: 'PodScheduled', status: 'True' })]);
});

test('what was decided is told as Events of the Pod', async () => {
  const { client, until } = world;
  await client.create(Pods, pod('told'));
  await until(Pods, 'default/told', ({ spec }) => spec?.nodeName !== undefined);
  const seen = await client.cache(Events);
  const reasons = new Promise<unknown>((resolve) => {
    const look = (): void => {
      const found = [...seen.list('default')]
        .map((entry) => entry.object())
        .find(({ involvedObject }) => (involvedObject as { name?: string }).name === 'told');
      if (found !== undefined) resolve(found);
    };
    seen.listen({ changed: look, reset: () => undefined });
    look();
  });
  expect(await reasons).toMatchObject({
    reason: 'Scheduled',
    type: 'Normal',
    message: 'Successfully assigned default/told to large',
    source: { component: 'default-scheduler' },
    count: 1,
  });
});

test('a Pod that a finished one made room for is placed', async () => {
  const { client, until } = world;
  await client.create(Pods, pod('big', { cpu: '3' }));
  await until(Pods, 'default/big', ({ spec }) => spec?.nodeName !== undefined);
  await client.create(Pods, pod('waiting', { cpu: '3' }));
  await until(Pods, 'default/waiting', ({ status }) => (status?.conditions ?? []).length > 0);
  await client.updateStatus(Pods, { namespace: 'default', name: 'big' }, (big) => {
    big.status = { ...big.status, phase: 'Succeeded' };
  });
  const placed = await until(Pods, 'default/waiting', ({ spec }) => spec?.nodeName !== undefined);
  expect(placed.spec?.nodeName).toBe('large');
  await client.delete(Pods, { namespace: 'default', name: 'waiting' }, { gracePeriodSeconds: 0 });
});

test('Pods that come all at once never take more than the nodes have', async () => {
  const { client, until } = world;
  for (let index = 0; index < 5; index++) await client.create(Nodes, node(`n${index}`, { cpu: '1', pods: '10' }));
  const names = Array.from({ length: 60 }, (_, index) => `many-${index}`);
  await Promise.all(names.map((name) => client.create(Pods, pod(name, { cpu: '100m' }))));
  const pods = await Promise.all(
    names.map((name) => until(Pods, `default/${name}`, ({ spec }) => spec?.nodeName !== undefined)),
  );
  const byNode = Map.groupBy(pods, ({ spec }) => spec?.nodeName ?? '');
  expect(byNode.has('small')).toBe(false);
  for (let index = 0; index < 5; index++) expect(byNode.get(`n${index}`)?.length ?? 0).toBeLessThanOrEqual(10);
});
