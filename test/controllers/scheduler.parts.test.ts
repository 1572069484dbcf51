import { controllerReference } from '@flotilla/controller';
import type { ReplicaSet } from '@flotilla/kinds/apps/v1';
import type { Pod } from '@flotilla/kinds/core/v1';
import type { PriorityClass } from '@flotilla/kinds/scheduling/v1';
import { resourceType } from '@flotilla/registry';
import { createScheduler } from '@flotilla/scheduler';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addNode, Events, Namespaces, namespace, node, Pods, pod } from './objects.ts';
import { startWorld, type World } from './world.ts';

const PriorityClasses = resourceType<PriorityClass>('scheduling.k8s.io/v1', 'PriorityClass');
const ReplicaSets = resourceType<ReplicaSet>('apps/v1', 'ReplicaSet');

const priorityClass = (name: string, fields: Partial<PriorityClass>): PriorityClass => ({
  apiVersion: 'scheduling.k8s.io/v1',
  kind: 'PriorityClass',
  metadata: { name },
  ...fields,
});

function replicaSet(app: string, replicas: number): ReplicaSet {
  const template = { metadata: { labels: { app } }, spec: pod(app).spec };
  const spec = { replicas, selector: { matchLabels: { app } }, template };
  return { apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: { namespace: 'default', name: app }, spec };
}

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
  await addNode(client, node('small', { cpu: '50m' }));
  await until(Pods, 'default/early', ({ status }) => Boolean(status?.conditions?.[0]?.message?.startsWith('0/1')));
  await addNode(client, node('large'));
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
  for (let index = 0; index < 5; index++) await addNode(client, node(`n${index}`, { cpu: '1', pods: '10' }));
  const names = Array.from({ length: 60 }, (_, index) => `many-${index}`);
  await Promise.all(names.map((name) => client.create(Pods, pod(name, { cpu: '100m' }))));
  const pods = await Promise.all(
    names.map((name) => until(Pods, `default/${name}`, ({ spec }) => spec?.nodeName !== undefined)),
  );
  const byNode = Map.groupBy(pods, ({ spec }) => spec?.nodeName ?? '');
  expect(byNode.has('small')).toBe(false);
  for (let index = 0; index < 5; index++) expect(byNode.get(`n${index}`)?.length ?? 0).toBeLessThanOrEqual(10);
});

test('six replicas of one set spread over three nodes, and Pods that shun each other are never together', async () => {
  const { client, until } = world;
  for (const name of ['s0', 's1', 's2']) {
    const { metadata, ...rest } = node(name);
    const labels = { pool: 'spread', 'kubernetes.io/hostname': name };
    await addNode(client, { ...rest, metadata: { ...metadata, labels } });
  }
  const set = await client.create(ReplicaSets, replicaSet('web', 6));
  const replicas = Array.from({ length: 6 }, (_, index) => pod(`web-${index}`, { nodeSelector: { pool: 'spread' } }));
  for (const replica of replicas) {
    const ownerReferences = [controllerReference(set)];
    await client.create(Pods, {
      ...replica,
      metadata: { ...replica.metadata, labels: { app: 'web' }, ownerReferences },
    });
  }
  const placed = await Promise.all(
    replicas.map(({ metadata }) => until(Pods, `default/${metadata.name}`, ({ spec }) => spec?.nodeName !== undefined)),
  );
  const counts = Map.groupBy(placed, ({ spec }) => spec?.nodeName ?? '');
  expect([...counts.values()].map((pods) => pods.length)).toEqual([2, 2, 2]);
});

test('a Pod that must be alone waits until the one that it shuns has gone', async () => {
  const { client, until } = world;
  const alone = (name: string): Pod => {
    const { metadata, ...rest } = pod(name, {
      nodeSelector: { 'kubernetes.io/hostname': 's0' },
      affinity: {
        podAntiAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: [
            { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app: 'alone' } } },
          ],
        },
      },
    });
    return { ...rest, metadata: { ...metadata, labels: { app: 'alone' } } };
  };
  await client.create(Pods, alone('first'));
  await until(Pods, 'default/first', ({ spec }) => spec?.nodeName === 's0');
  await client.create(Pods, alone('second'));
  const refused = await until(Pods, 'default/second', ({ status }) => (status?.conditions ?? []).length > 0);
  expect(refused.status?.conditions?.[0]?.message).toContain("1 node(s) didn't match pod anti-affinity rules");
  await client.delete(Pods, { namespace: 'default', name: 'first' }, { gracePeriodSeconds: 0 });
  await until(Pods, 'default/second', ({ spec }) => spec?.nodeName === 's0');
});

test('a Pod that must have company is placed once it comes', async () => {
  const { client, until } = world;
  const follower = pod('follower', {
    affinity: {
      podAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: [
          { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app: 'leader' } } },
        ],
      },
    },
  });
  await client.create(Pods, follower);
  const refused = await until(Pods, 'default/follower', ({ status }) => (status?.conditions ?? []).length > 0);
  expect(refused.status?.conditions?.[0]?.message).toContain("node(s) didn't match pod affinity rules");
  const { metadata, ...rest } = pod('leader', { nodeSelector: { 'kubernetes.io/hostname': 's1' } });
  await client.create(Pods, { ...rest, metadata: { ...metadata, labels: { app: 'leader' } } });
  const placed = await until(Pods, 'default/follower', ({ spec }) => spec?.nodeName !== undefined);
  expect(placed.spec?.nodeName).toBe('s1');
});

test('a Pod has the priority of its class, there is one default, and the system’s classes stay', async () => {
  const { client } = world;
  await client.create(PriorityClasses, priorityClass('high', { value: 1000, preemptionPolicy: 'Never' }));
  const urgent = await client.create(Pods, pod('urgent', { priorityClassName: 'high' }));
  expect(urgent.spec).toMatchObject({ priority: 1000, preemptionPolicy: 'Never' });
  await expect(client.create(Pods, pod('lost', { priorityClassName: 'x' }))).rejects.toThrow(
    'pods "lost" is forbidden: no PriorityClass with name x was found',
  );
  await client.create(PriorityClasses, priorityClass('usual', { value: 10, globalDefault: true }));
  await expect(
    client.create(PriorityClasses, priorityClass('other', { value: 20, globalDefault: true })),
  ).rejects.toThrow(
    'priorityclasses.scheduling.k8s.io "other" is forbidden: PriorityClass usual is already marked as default. Only one default can exist',
  );
  await client.create(PriorityClasses, priorityClass('system-node-critical', { value: 2_000_001_000 }));
  await expect(client.delete(PriorityClasses, { name: 'system-node-critical' })).rejects.toThrow(
    'this is a system priority class and cannot be deleted',
  );
  await client.delete(PriorityClasses, { name: 'usual' });
});
