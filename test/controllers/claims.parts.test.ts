import { createClusterController } from '@flotilla/cluster-controller';
import { localVolumes } from '@flotilla/kinds';
import type { PersistentVolume, PersistentVolumeClaim, PersistentVolumeClaimSpec, Pod } from '@flotilla/kinds/core/v1';
import type { StorageClass } from '@flotilla/kinds/storage/v1';
import { resourceType } from '@flotilla/registry';
import { createScheduler } from '@flotilla/scheduler';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Events, Nodes, node, Pods, type PodWishes, pod } from './objects.ts';
import { startWorld, type World } from './world.ts';

const Claims = resourceType<PersistentVolumeClaim>('v1', 'PersistentVolumeClaim');
const Volumes = resourceType<PersistentVolume>('v1', 'PersistentVolume');
const StorageClasses = resourceType<StorageClass>('storage.k8s.io/v1', 'StorageClass');

let world: World;
const stops: (() => Promise<void>)[] = [];

beforeAll(async () => {
  world = await startWorld();
  const controller = createClusterController((await world.process()).deps, { rootCertificate: 'PEM' });
  const scheduler = createScheduler((await world.process()).deps);
  await Promise.all([controller.start(), scheduler.start()]);
  stops.push(
    () => controller.stop(),
    () => scheduler.stop(),
  );
  await world.until(StorageClasses, 'standard', () => true);
  for (const name of ['near', 'far']) {
    const present = node(name, { 'ephemeral-storage': '100Gi' });
    const labels = { 'kubernetes.io/hostname': name };
    await world.client.create(Nodes, {
      ...present,
      metadata: { ...present.metadata, labels, annotations: { [localVolumes.folder]: '/disk' } },
    });
  }
});

afterAll(async () => {
  await Promise.all(stops.map((stop) => stop()));
  await world?.stop();
});

function claim(name: string, spec: PersistentVolumeClaimSpec = {}): PersistentVolumeClaim {
  const resources = { requests: { storage: '1Gi' } };
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { namespace: 'default', name },
    spec: { accessModes: ['ReadWriteOnce'], resources, ...spec },
  };
}

function volume(name: string, storage: string, spec: PersistentVolume['spec'] = {}): PersistentVolume {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name },
    spec: {
      capacity: { storage },
      accessModes: ['ReadWriteOnce'],
      storageClassName: 'by-hand',
      hostPath: { path: `/data/${name}` },
      ...spec,
    },
  };
}

const using = (name: string, claimName = name, wishes: PodWishes = {}): Pod =>
  pod(name, { volumes: [{ name: 'data', persistentVolumeClaim: { claimName } }], ...wishes });
const path = (name: string): string => `default/${name}`;
const named = (name: string) => ({ namespace: 'default', name });
const bound = (name: string) => world.until(Claims, path(name), ({ status }) => status?.phase === 'Bound');
const phase = (name: string, wanted: string) => world.until(Volumes, name, ({ status }) => status?.phase === wanted);

/** Resolves with the message of an Event about an object of this name. */
async function told(name: string, reason: string): Promise<string> {
  const event = await world.untilAny(
    Events,
    ({ involvedObject, reason: found }) => involvedObject.name === name && found === reason,
  );
  return event.message ?? '';
}

test('the default class is there, and a claim without a class gets it and waits for its first Pod', async () => {
  const { metadata } = await world.until(StorageClasses, 'standard', () => true);
  expect(metadata.annotations).toEqual({ 'storageclass.kubernetes.io/is-default-class': 'true' });
  const created = await world.client.create(Claims, claim('waiting'));
  expect(created).toMatchObject({
    spec: { storageClassName: 'standard' },
    metadata: { finalizers: ['kubernetes.io/pvc-protection'] },
    status: { phase: 'Pending' },
  });
  expect(await told('waiting', 'WaitForFirstConsumer')).toBe('waiting for first consumer to be created before binding');
});

test('a Pod gets a volume on its node, and another Pod with the same claim comes to that node', async () => {
  await world.client.create(Claims, claim('kept'));
  await world.client.create(Pods, using('first', 'kept'));
  const { spec, status } = await bound('kept');
  expect(status).toMatchObject({ capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'] });
  const first = await world.until(Pods, path('first'), (present) => present.spec?.nodeName !== undefined);
  const nodeName = first.spec?.nodeName ?? '';
  const made = await phase(spec?.volumeName ?? '', 'Bound');
  expect(made.spec).toMatchObject({
    local: { path: `/disk/${made.metadata.name}` },
    persistentVolumeReclaimPolicy: 'Delete',
    claimRef: { name: 'kept', namespace: 'default' },
    nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [{ values: [nodeName] }] }] } },
  });
  await world.client.create(Pods, using('second', 'kept'));
  const second = await world.until(Pods, path('second'), (present) => present.spec?.nodeName !== undefined);
  expect(second.spec?.nodeName).toBe(nodeName);
});

test('a claim that is deleted stays while a Pod uses it; then its volume goes when its node has let go', async () => {
  const { client, until, untilGone } = world;
  await client.create(Claims, claim('leaving'));
  await client.create(Pods, using('user', 'leaving'));
  const { spec } = await bound('leaving');
  await until(Pods, path('user'), (present) => present.spec?.nodeName !== undefined);
  await client.delete(Claims, named('leaving'));
  await client.create(Pods, using('late', 'leaving'));
  expect(await told('late', 'FailedScheduling')).toContain('persistentvolumeclaim "leaving" is being deleted');
  expect((await client.get(Claims, named('leaving')))?.metadata.finalizers).toEqual(['kubernetes.io/pvc-protection']);
  await client.delete(Pods, named('user'), { gracePeriodSeconds: 0 });
  await untilGone(Claims, path('leaving'));
  const name = spec?.volumeName ?? '';
  const released = await until(Volumes, name, ({ metadata }) => metadata.finalizers?.length === 1);
  expect(released).toMatchObject({ metadata: { finalizers: [localVolumes.finalizer] }, status: { phase: 'Released' } });
  await client.update(Volumes, { name }, ({ metadata }) => {
    metadata.finalizers = [];
  });
  await untilGone(Volumes, name);
});

test('what lay on the disk of a node that is removed goes with it', async () => {
  const { client, until, untilGone } = world;
  await client.create(Nodes, {
    ...node('brief', { 'ephemeral-storage': '1Gi' }),
    metadata: {
      name: 'brief',
      labels: { 'kubernetes.io/hostname': 'brief' },
      annotations: { [localVolumes.folder]: '/disk' },
    },
  });
  await client.create(Claims, claim('brief'));
  await client.create(Pods, using('brief', 'brief', { nodeSelector: { 'kubernetes.io/hostname': 'brief' } }));
  const { spec } = await bound('brief');
  await until(Pods, path('brief'), (present) => present.spec?.nodeName === 'brief');
  await client.delete(Pods, named('brief'), { gracePeriodSeconds: 0 });
  await client.delete(Nodes, { name: 'brief' });
  await client.delete(Claims, named('brief'));
  await untilGone(Volumes, spec?.volumeName ?? '');
});

test('a claim takes the smallest volume that fits, and one that a user has meant for it before all others', async () => {
  const { client } = world;
  for (const [name, size] of [
    ['large', '10Gi'],
    ['small', '1Mi'],
    ['right', '2Gi'],
  ] as const) {
    await client.create(Volumes, volume(name, size));
    await phase(name, 'Available');
  }
  await client.create(Claims, claim('by-size', { storageClassName: 'by-hand' }));
  expect((await bound('by-size')).spec?.volumeName).toBe('right');
  expect((await phase('right', 'Bound')).metadata.annotations).toEqual({
    'pv.kubernetes.io/bound-by-controller': 'yes',
  });
  const claimRef = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace: 'default', name: 'meant' };
  await client.create(Volumes, volume('reserved', '20Gi', { claimRef }));
  await phase('reserved', 'Available');
  await client.create(Claims, claim('meant', { storageClassName: 'by-hand' }));
  expect((await bound('meant')).spec?.volumeName).toBe('reserved');
});

test('a claim may name its volume, and is told why it cannot have it', async () => {
  const { client } = world;
  await client.create(Volumes, volume('tiny', '1Mi'));
  await client.create(Claims, claim('greedy', { storageClassName: 'by-hand', volumeName: 'tiny' }));
  expect(await told('greedy', 'VolumeMismatch')).toBe(
    'Cannot bind to requested volume "tiny": requested PV is too small',
  );
  await client.create(Volumes, volume('wished', '5Gi'));
  await client.create(Claims, claim('wishing', { storageClassName: 'by-hand', volumeName: 'wished' }));
  expect((await bound('wishing')).spec?.volumeName).toBe('wished');
});

test('a retained volume outlives its claim, one that nobody can delete says so, and a lost one is told', async () => {
  const { client, until, untilGone } = world;
  const free = async (name: string, persistentVolumeReclaimPolicy: string): Promise<void> => {
    await client.create(Volumes, volume(name, '3Gi', { persistentVolumeReclaimPolicy, storageClassName: name }));
    await client.create(Claims, claim(name, { storageClassName: name }));
    await bound(name);
  };
  await free('retained', 'Retain');
  await client.delete(Claims, named('retained'));
  await untilGone(Claims, path('retained'));
  expect((await phase('retained', 'Released')).spec?.claimRef?.name).toBe('retained');
  await free('undeletable', 'Delete');
  await client.delete(Claims, named('undeletable'));
  expect((await phase('undeletable', 'Failed')).status?.message).toContain('no deletable volume plugin matched');
  await free('lost', 'Retain');
  await client.update(Volumes, { name: 'lost' }, ({ metadata }) => {
    metadata.finalizers = [];
  });
  await client.delete(Volumes, { name: 'lost' });
  await until(Claims, path('lost'), ({ status }) => status?.phase === 'Lost');
  expect(await told('lost', 'ClaimLost')).toContain('Data on the volume is lost!');
});

test('a claim that is larger than every disk waits, and so does its Pod, which is told why', async () => {
  const { client } = world;
  await client.create(Claims, claim('huge', { resources: { requests: { storage: '1Ti' } } }));
  await client.create(Pods, using('huge'));
  expect(await told('huge', 'FailedScheduling')).toContain('2 node(s) did not have enough free storage');
  expect(await client.get(Claims, named('huge'))).toMatchObject({ status: { phase: 'Pending' } });
});

test('a claim that nobody can serve says so', async () => {
  const { client } = world;
  await client.create(Claims, claim('classless', { storageClassName: '' }));
  expect(await told('classless', 'FailedBinding')).toBe(
    'no persistent volumes available for this claim and no storage class is set',
  );
  await client.create(StorageClasses, {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: 'elsewhere' },
    provisioner: 'example.org/disk',
  });
  await client.create(Claims, claim('elsewhere', { storageClassName: 'elsewhere' }));
  expect(await told('elsewhere', 'ExternalProvisioning')).toContain("external provisioner 'example.org/disk'");
  await client.create(Claims, claim('unknown', { storageClassName: 'unknown' }));
  expect(await told('unknown', 'ProvisioningFailed')).toBe('storageclass.storage.k8s.io "unknown" not found');
});

test('a Pod whose volume brings a template is made a claim of its own, which goes with it', async () => {
  const { client, until, untilGone } = world;
  const volumeClaimTemplate = { metadata: { labels: { of: 'scratch' } }, spec: claim('').spec ?? {} };
  const volumes = [{ name: 'scratch', ephemeral: { volumeClaimTemplate } }];
  const { metadata } = await client.create(Pods, pod('worker', { volumes }));
  const { spec, metadata: made } = await bound('worker-scratch');
  expect(made).toMatchObject({
    labels: { of: 'scratch' },
    ownerReferences: [{ kind: 'Pod', name: 'worker', uid: metadata.uid, controller: true }],
  });
  await until(Pods, path('worker'), (present) => present.spec?.nodeName !== undefined);
  await client.delete(Pods, named('worker'), { gracePeriodSeconds: 0 });
  await untilGone(Claims, path('worker-scratch'));
  await until(Volumes, spec?.volumeName ?? '', (present) => present.metadata.deletionTimestamp !== undefined);
});
