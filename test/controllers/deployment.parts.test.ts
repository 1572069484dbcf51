import type { Deployment, DeploymentCondition, DeploymentSpec, ReplicaSet } from '@flotilla/kinds/apps/v1';
import type { Event, Pod, ReplicationController } from '@flotilla/kinds/core/v1';
import { resourceType } from '@flotilla/registry';
import { createWorkloadController } from '@flotilla/workload-controller';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { Events, Namespaces, namespace, Pods } from './objects.ts';
import { isReady, type RunningPods, startRunningPods } from './running-pods.ts';
import { startWorld, type World } from './world.ts';

const Deployments = resourceType<Deployment>('apps/v1', 'Deployment');
const ReplicaSets = resourceType<ReplicaSet>('apps/v1', 'ReplicaSet');
const ReplicationControllers = resourceType<ReplicationController>('v1', 'ReplicationController');

const BAD = 'example.org/bad:1';
const REVISION = 'deployment.kubernetes.io/revision';

let world: World;
let running: RunningPods;
let stop: () => Promise<void>;

beforeAll(async () => {
  world = await startWorld();
  for (const name of ['default', 'kube-system']) await world.client.create(Namespaces, namespace(name));
  running = await startRunningPods(world);
  const { deps } = await world.process('workload-controller');
  const controller = createWorkloadController(deps);
  await controller.start();
  stop = () => controller.stop();
});

afterAll(async () => {
  await stop?.();
  running?.stop();
  await world?.stop();
});

beforeEach(() => running.hold(({ spec }) => spec?.containers[0]?.image === BAD));

const template = (app: string, image: string) => ({
  metadata: { labels: { app } },
  spec: { containers: [{ name: 'main', image }] },
});

const create = (name: string, spec: Partial<DeploymentSpec> = {}): Promise<Deployment> =>
  world.client.create(Deployments, {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { namespace: 'default', name },
    spec: {
      replicas: 3,
      selector: { matchLabels: { app: name } },
      template: template(name, 'example.org/app:1'),
      ...spec,
    },
  });

const change = (name: string, spec: Partial<DeploymentSpec>): Promise<Deployment> =>
  world.client.update(Deployments, { namespace: 'default', name }, (deployment) => {
    Object.assign(deployment.spec ?? {}, spec);
  });

const conditionOf = ({ status }: Deployment, type: string): DeploymentCondition | undefined =>
  status?.conditions?.find((condition) => condition.type === type);

/** Resolves when all that is wanted is new and available, and nothing is old. */
const complete = (name: string, version?: Deployment): Promise<Deployment> =>
  world.until(Deployments, `default/${name}`, ({ metadata, spec, status }) => {
    const generation = version?.metadata.generation ?? metadata.generation ?? 0;
    const counts = [status?.replicas, status?.updatedReplicas, status?.availableReplicas];
    const isSeen = (status?.observedGeneration ?? 0) >= generation;
    return isSeen && counts.every((count) => (count ?? 0) === spec?.replicas);
  });

const until = (name: string, fits: (deployment: Deployment) => boolean): Promise<Deployment> =>
  world.until(Deployments, `default/${name}`, fits);

const podsOf = (app: string): Pod[] =>
  running
    .list('default')
    .filter(({ metadata }) => metadata.labels?.app === app && metadata.deletionTimestamp === undefined);

const imagesOf = (app: string): (string | undefined)[] => podsOf(app).map(({ spec }) => spec?.containers[0]?.image);

test('a Deployment has its Pods from a ReplicaSet, and says that it has', async () => {
  await create('web');
  const { metadata, status } = await complete('web');
  expect(status).toMatchObject({ replicas: 3, updatedReplicas: 3, readyReplicas: 3, availableReplicas: 3 });
  expect(metadata.annotations?.[REVISION]).toBe('1');
  const owner = podsOf('web')[0]?.metadata.ownerReferences?.[0];
  expect(owner).toMatchObject({ kind: 'ReplicaSet', controller: true, blockOwnerDeletion: true });
  const replicaSet = await world.client.get(ReplicaSets, { namespace: 'default', name: owner?.name ?? '' });
  expect(replicaSet?.metadata).toMatchObject({
    ownerReferences: [{ kind: 'Deployment', name: 'web', controller: true }],
    annotations: { [REVISION]: '1', 'deployment.kubernetes.io/desired-replicas': '3' },
  });
  const done = await until('web', (each) => conditionOf(each, 'Progressing')?.reason === 'NewReplicaSetAvailable');
  expect(conditionOf(done, 'Progressing')?.message).toBe(`ReplicaSet "${owner?.name}" has successfully progressed.`);
  expect(conditionOf(done, 'Available')).toMatchObject({ status: 'True', reason: 'MinimumReplicasAvailable' });
});

test('a new template replaces the Pods, never with more than surge or fewer than must be available', async () => {
  await create('roll', { replicas: 5, strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 1 } } });
  await complete('roll');
  let [most, least] = [0, Number.POSITIVE_INFINITY];
  const leave = running.listen(() => {
    most = Math.max(most, podsOf('roll').length);
    least = Math.min(least, podsOf('roll').filter(isReady).length);
  });
  await complete('roll', await change('roll', { template: template('roll', 'example.org/app:2') }));
  leave();
  expect(imagesOf('roll')).toEqual(Array(5).fill('example.org/app:2'));
  expect(most).toBeLessThanOrEqual(6);
  expect(least).toBeGreaterThanOrEqual(4);
});

test('a bad version stops the rollout, says why, and going back needs no new ReplicaSet', async () => {
  await create('stuck', { progressDeadlineSeconds: 1 });
  await complete('stuck');
  await change('stuck', { template: template('stuck', BAD) });
  const late = await until('stuck', (each) => conditionOf(each, 'Progressing')?.status === 'False');
  expect(conditionOf(late, 'Progressing')).toMatchObject({ reason: 'ProgressDeadlineExceeded' });
  expect(conditionOf(late, 'Progressing')?.message).toMatch(/^ReplicaSet "stuck-\w+" has timed out progressing\.$/);
  expect(podsOf('stuck').filter(isReady)).toHaveLength(3);
  const back = await complete('stuck', await change('stuck', { template: template('stuck', 'example.org/app:1') }));
  const after = await until('stuck', ({ metadata }) => metadata.annotations?.[REVISION] === '3');
  expect(back.metadata.uid).toBe(after.metadata.uid);
  expect(imagesOf('stuck')).toEqual(Array(3).fill('example.org/app:1'));
});

test('Recreate ends all old Pods before it begins a new one', async () => {
  await create('anew', { strategy: { type: 'Recreate' } });
  await complete('anew');
  let isMixed = false;
  const leave = running.listen(() => {
    const images = running
      .list('default')
      .filter(({ metadata }) => metadata.labels?.app === 'anew')
      .map(({ spec }) => spec?.containers[0]?.image);
    isMixed ||= new Set(images).size > 1;
  });
  await complete('anew', await change('anew', { template: template('anew', 'example.org/app:2') }));
  leave();
  expect(isMixed).toBe(false);
  expect(imagesOf('anew')).toEqual(Array(3).fill('example.org/app:2'));
});

test('a paused Deployment is scaled, but not rolled out until it goes on', async () => {
  await create('pause');
  await complete('pause');
  await change('pause', { paused: true, replicas: 4, template: template('pause', 'example.org/app:2') });
  const paused = await until('pause', ({ status }) => status?.availableReplicas === 4);
  expect(conditionOf(paused, 'Progressing')).toMatchObject({ status: 'Unknown', reason: 'DeploymentPaused' });
  expect(imagesOf('pause')).toEqual(Array(4).fill('example.org/app:1'));
  await complete('pause', await change('pause', { paused: false }));
  expect(imagesOf('pause')).toEqual(Array(4).fill('example.org/app:2'));
});

test('of what is old only so many ReplicaSets are kept', async () => {
  await create('history', { replicas: 1, revisionHistoryLimit: 1 });
  await complete('history');
  const oldest = podsOf('history')[0]?.metadata.ownerReferences?.[0]?.name ?? '';
  for (const image of ['example.org/app:2', 'example.org/app:3']) {
    await complete('history', await change('history', { template: template('history', image) }));
  }
  await world.untilGone(ReplicaSets, `default/${oldest}`);
  expect(imagesOf('history')).toEqual(['example.org/app:3']);
});

test('a ReplicaSet makes up for a Pod that is deleted, and gives away one that is relabelled', async () => {
  await world.client.create(ReplicaSets, {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { namespace: 'default', name: 'alone' },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: 'alone' } },
      template: template('alone', 'example.org/app:1'),
    },
  });
  const ready = () =>
    world.until(
      ReplicaSets,
      'default/alone',
      ({ status }) => status?.readyReplicas === 2 && podsOf('alone').length === 2,
    );
  await ready();
  const [deleted, kept] = podsOf('alone').map(({ metadata }) => metadata.name ?? '');
  await world.client.delete(Pods, { namespace: 'default', name: deleted ?? '' });
  await world.untilGone(Pods, `default/${deleted}`);
  await ready();
  await world.client.update(Pods, { namespace: 'default', name: kept ?? '' }, ({ metadata }) => {
    metadata.labels = { app: 'free' };
  });
  const free = await world.until(Pods, `default/${kept}`, ({ metadata }) => metadata.ownerReferences?.length !== 1);
  expect(free.metadata.ownerReferences ?? []).toEqual([]);
  await ready();
});

test('a ReplicaSet that may not make Pods says so, and goes on when it may', async () => {
  const gated = { nodeName: 'node', schedulingGates: [{ name: 'example.org/gate' }] };
  const { metadata, spec } = template('refused', 'example.org/app:1');
  await world.client.create(ReplicaSets, {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { namespace: 'default', name: 'refused' },
    spec: {
      replicas: 1,
      selector: { matchLabels: { app: 'refused' } },
      template: { metadata, spec: { ...spec, ...gated } },
    },
  });
  const failed = await world.until(ReplicaSets, 'default/refused', ({ status }) => status?.conditions !== undefined);
  const [failure] = failed.status?.conditions ?? [];
  expect(failure).toMatchObject({ type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate' });
  expect(failure?.message).toContain(
    'spec.nodeName: Forbidden: cannot be set until all schedulingGates have been cleared',
  );
  await world.client.update(ReplicaSets, { namespace: 'default', name: 'refused' }, ({ spec }) => {
    delete spec?.template?.spec?.schedulingGates;
  });
  const healed = await world.until(ReplicaSets, 'default/refused', ({ status }) => status?.availableReplicas === 1);
  expect(healed.status?.conditions).toBeUndefined();
});

test('a ReplicationController keeps its Pods as a ReplicaSet does', async () => {
  await world.client.create(ReplicationControllers, {
    apiVersion: 'v1',
    kind: 'ReplicationController',
    metadata: { namespace: 'default', name: 'first' },
    spec: { replicas: 2, template: template('first', 'example.org/app:1') },
  });
  await world.until(ReplicationControllers, 'default/first', ({ status }) => status?.availableReplicas === 2);
  expect(podsOf('first')[0]?.metadata.ownerReferences?.[0]).toMatchObject({ kind: 'ReplicationController' });
});

test('what is done is told in Events', async () => {
  const cache = await world.client.cache(Events);
  const { metadata } = await create('told', { replicas: 1 });
  await complete('told');
  const [pod] = podsOf('told');
  const set = pod?.metadata.ownerReferences?.[0]?.name ?? '';
  const told = () =>
    Array.from(cache.list(), (entry) => entry.object() as unknown as Event)
      .filter(({ involvedObject: { uid, name } }) => uid === metadata.uid || name === set)
      .map(({ reason, message, source }) => `${source?.component} ${reason}: ${message}`);
  await expect.poll(told).toHaveLength(2);
  expect(told().sort()).toEqual([
    `deployment-controller ScalingReplicaSet: Scaled up replica set ${set} from 0 to 1`,
    `replicaset-controller SuccessfulCreate: Created pod: ${pod?.metadata.name}`,
  ]);
});
