import type { ControllerRevision, StatefulSet, StatefulSetSpec } from '@flotilla/kinds/apps/v1';
import type { PersistentVolumeClaim, Pod } from '@flotilla/kinds/core/v1';
import { resourceType } from '@flotilla/registry';
import { createWorkloadController } from '@flotilla/workload-controller';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { Events, Namespaces, namespace, Pods } from './objects.ts';
import { isReady, type RunningPods, startRunningPods } from './running-pods.ts';
import { startWorld, type World } from './world.ts';

const StatefulSets = resourceType<StatefulSet>('apps/v1', 'StatefulSet');
const Revisions = resourceType<ControllerRevision>('apps/v1', 'ControllerRevision');
const Claims = resourceType<PersistentVolumeClaim>('v1', 'PersistentVolumeClaim');

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

beforeEach(() => running.hold(() => false));

const template = (app: string, image = 'example.org/app:1') => ({
  metadata: { labels: { app } },
  spec: { containers: [{ name: 'main', image }] },
});

const create = (name: string, spec: Partial<StatefulSetSpec> = {}): Promise<StatefulSet> =>
  world.client.create(StatefulSets, {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { namespace: 'default', name },
    spec: {
      replicas: 3,
      serviceName: name,
      selector: { matchLabels: { app: name } },
      template: template(name),
      ...spec,
    },
  });

const change = (name: string, spec: Partial<StatefulSetSpec>): Promise<StatefulSet> =>
  world.client.update(StatefulSets, { namespace: 'default', name }, (set) => {
    Object.assign(set.spec ?? {}, spec);
  });

const settled = (name: string, ready = 3, version?: StatefulSet): Promise<StatefulSet> =>
  world.until(StatefulSets, `default/${name}`, ({ metadata, status }) => {
    const isSeen = status?.observedGeneration === (version ?? { metadata }).metadata.generation;
    const isThrough = status?.currentRevision === status?.updateRevision;
    return isSeen && isThrough && status?.replicas === ready && (status.readyReplicas ?? 0) === ready;
  });

const podsOf = (set: string): Pod[] => running.list('default').filter(({ metadata }) => metadata?.labels?.app === set);
const namesOf = (set: string): string[] =>
  podsOf(set)
    .map(({ metadata }) => metadata?.name ?? '')
    .sort();
const imagesOf = (set: string): string[] =>
  podsOf(set)
    .sort((one, other) => ((one.metadata?.name ?? '') < (other.metadata?.name ?? '') ? -1 : 1))
    .map(({ spec }) => spec?.containers[0]?.image ?? '');

test('Pods come one after the other, each when all before it are ready, with names, labels and host names', async () => {
  const early: string[] = [];
  const end = running.listen(({ before, after }) => {
    if (before !== undefined || after?.metadata?.labels?.app !== 'web') return;
    const others = podsOf('web').filter(({ metadata }) => metadata?.name !== after.metadata?.name);
    if (!others.every(isReady)) early.push(after.metadata?.name ?? '');
  });
  await create('web');
  const { status } = await settled('web');
  end();
  expect(early).toEqual([]);
  expect(namesOf('web')).toEqual(['web-0', 'web-1', 'web-2']);
  const last = podsOf('web').find(({ metadata }) => metadata?.name === 'web-2');
  expect(last?.spec).toMatchObject({ hostname: 'web-2', subdomain: 'web' });
  expect(last?.metadata?.labels).toEqual({
    app: 'web',
    'statefulset.kubernetes.io/pod-name': 'web-2',
    'apps.kubernetes.io/pod-index': '2',
    'controller-revision-hash': status?.updateRevision,
  });
  expect(status).toMatchObject({ replicas: 3, currentReplicas: 3, updatedReplicas: 3, availableReplicas: 3 });
});

test('a Pod that is deleted, and one that fails, comes back under its name', async () => {
  await create('back', { replicas: 2 });
  await settled('back', 2);
  const [first] = podsOf('back');
  await world.client.delete(Pods, { namespace: 'default', name: 'back-0' });
  await world.until(Pods, 'default/back-0', (pod) => pod.metadata.uid !== first?.metadata?.uid && isReady(pod));
  const failed = await world.client.updateStatus(Pods, { namespace: 'default', name: 'back-1' }, (pod) => {
    pod.status = { ...pod.status, phase: 'Failed' };
  });
  await world.until(Pods, 'default/back-1', (pod) => pod.metadata.uid !== failed.metadata.uid && isReady(pod));
});

test('fewer Pods: the last goes first, and only when the one before is well', async () => {
  await create('less', { replicas: 4 });
  await settled('less', 4);
  const gone: string[] = [];
  const end = running.listen(({ after, before }) => {
    if (after === undefined && before?.metadata?.labels?.app === 'less') gone.push(before.metadata.name ?? '');
  });
  await settled('less', 1, await change('less', { replicas: 1 }));
  end();
  expect(gone).toEqual(['less-3', 'less-2', 'less-1']);
});

test('in parallel all Pods come at once, numbered from where the set says', async () => {
  running.hold(({ metadata }) => metadata?.labels?.app === 'wide');
  await create('wide', { podManagementPolicy: 'Parallel', ordinals: { start: 5 } });
  await world.until(StatefulSets, 'default/wide', ({ status }) => status?.replicas === 3);
  expect(namesOf('wide')).toEqual(['wide-5', 'wide-6', 'wide-7']);
});

test('a new template reaches the last Pod first and stops at the partition; the old one can be had again', async () => {
  await create('roll', { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 2 } } });
  const before = await settled('roll');
  await change('roll', { template: template('roll', 'example.org/app:2') });
  const { status } = await world.until(
    StatefulSets,
    'default/roll',
    (set) => set.status?.updatedReplicas === 1 && set.status.readyReplicas === 3,
  );
  expect(imagesOf('roll')).toEqual(['example.org/app:1', 'example.org/app:1', 'example.org/app:2']);
  expect(status?.currentRevision).toBe(before.status?.currentRevision);
  expect(status?.currentReplicas).toBe(2);
  const order: string[] = [];
  const end = running.listen(({ before: pod, after }) => {
    if (after === undefined && pod?.metadata?.labels?.app === 'roll') order.push(pod.metadata.name ?? '');
  });
  const through = await change('roll', { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } } });
  await settled('roll', 3, through);
  end();
  expect(order).toEqual(['roll-1', 'roll-0']);
  const back = await settled('roll', 3, await change('roll', { template: template('roll') }));
  expect(back.status?.currentRevision).toBe(before.status?.currentRevision);
  const [, hash = ''] = /-([^-]+)$/.exec(back.status?.currentRevision ?? '') ?? [];
  const revision = await world.client.get(Revisions, { namespace: 'default', name: `roll-${hash}` });
  expect(revision).toMatchObject({ revision: 3, metadata: { labels: { 'controller.kubernetes.io/hash': hash } } });
});

test('with OnDelete a Pod keeps its template until somebody deletes it', async () => {
  await create('idle', { replicas: 1, updateStrategy: { type: 'OnDelete' } });
  await settled('idle', 1);
  const { metadata } = await change('idle', { template: template('idle', 'example.org/app:2') });
  await world.until(StatefulSets, 'default/idle', ({ status }) => status?.observedGeneration === metadata.generation);
  expect(imagesOf('idle')).toEqual(['example.org/app:1']);
  await world.client.delete(Pods, { namespace: 'default', name: 'idle-0' });
  await world.until(Pods, 'default/idle-0', ({ spec }) => spec?.containers[0]?.image === 'example.org/app:2');
});

const dataTemplate = {
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name: 'data' },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
};

test('each Pod has a claim of its own, made before it, which stays when the Pod goes', async () => {
  await create('store', { replicas: 2, volumeClaimTemplates: [dataTemplate] });
  await settled('store', 2);
  const claim = await world.until(Claims, 'default/data-store-1', () => true);
  const pod = await world.until(Pods, 'default/store-1', () => true);
  expect(Date.parse(claim.metadata.creationTimestamp ?? '')).toBeLessThanOrEqual(
    Date.parse(pod.metadata.creationTimestamp ?? ''),
  );
  expect(pod.spec?.volumes?.[0]).toEqual({ name: 'data', persistentVolumeClaim: { claimName: 'data-store-1' } });
  expect(claim.metadata).toMatchObject({ labels: { app: 'store' } });
  expect(claim.metadata.ownerReferences ?? []).toEqual([]);
  await settled('store', 1, await change('store', { replicas: 1 }));
  expect(await world.client.get(Claims, { namespace: 'default', name: 'data-store-1' })).toBeDefined();
});

test('claims that are to go with the set, or with Pods that are too many, have these as owners', async () => {
  const whenScaled = { whenDeleted: 'Retain', whenScaled: 'Delete' };
  await create('bound', {
    replicas: 2,
    volumeClaimTemplates: [dataTemplate],
    persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Delete', whenScaled: 'Retain' },
  });
  const { metadata } = await settled('bound', 2);
  const bySet = await world.until(Claims, 'default/data-bound-1', () => true);
  expect(bySet.metadata.ownerReferences).toMatchObject([{ kind: 'StatefulSet', uid: metadata.uid, controller: true }]);
  await change('bound', { persistentVolumeClaimRetentionPolicy: whenScaled });
  await world.until(Claims, 'default/data-bound-1', (claim) => (claim.metadata.ownerReferences ?? []).length === 0);
  const pod = await world.until(Pods, 'default/bound-1', () => true);
  await change('bound', { replicas: 1 });
  const byPod = await world.until(Claims, 'default/data-bound-1', ({ metadata: { ownerReferences } }) =>
    Boolean(ownerReferences),
  );
  expect(byPod.metadata.ownerReferences).toMatchObject([{ kind: 'Pod', uid: pod.metadata.uid }]);
});

test('what was done is told as Events of the set', async () => {
  const seen = await world.client.cache(Events);
  const told = new Promise<unknown>((resolve) => {
    const look = (): void => {
      const events = [...seen.list('default')].map((entry) => entry.object());
      const found = events.find(({ message }) => message === 'Create Pod web-0 in StatefulSet web successful');
      if (found !== undefined) resolve(found);
    };
    seen.listen({ changed: look, reset: () => undefined });
    look();
  });
  expect(await told).toMatchObject({ reason: 'SuccessfulCreate', source: { component: 'statefulset-controller' } });
});

test('beyond its limit a history loses its oldest revisions, never those in use', async () => {
  await create('kept', { replicas: 1, revisionHistoryLimit: 1 });
  await settled('kept', 1);
  for (const version of [2, 3, 4]) {
    const next = await change('kept', { template: template('kept', `example.org/app:${version}`) });
    await settled('kept', 1, next);
  }
  const revisions = await world.client.cache(Revisions);
  const numbers = (): unknown[] =>
    [...revisions.list('default')]
      .map((entry) => entry.object())
      .filter(({ metadata }) => metadata.labels?.app === 'kept')
      .map(({ revision }) => revision)
      .sort();
  await new Promise<void>((resolve) => {
    const look = (): void => void (numbers().length === 2 && resolve());
    revisions.listen({ changed: look, reset: () => undefined });
    look();
  });
  expect(numbers()).toEqual([3, 4]);
});
