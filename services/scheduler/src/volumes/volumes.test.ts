import type {
  PersistentVolume,
  PersistentVolumeClaim,
  PersistentVolumeClaimSpec,
  PersistentVolumeSpec,
} from '@flotilla/kinds/core/v1';
import type { StorageClass } from '@flotilla/kinds/storage/v1';
import { expect, test } from 'vitest';
import { schedule } from '../decide/schedule.ts';
import { podOf, running } from '../fixtures/objects.ts';
import { volumeNeeds } from './volume-needs.ts';

const claimOf = (spec: PersistentVolumeClaimSpec = {}, phase = 'Pending', node?: string): PersistentVolumeClaim => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: {
    namespace: 'default',
    name: 'data',
    uid: 'data-uid',
    annotations: {
      ...(node !== undefined && { 'volume.kubernetes.io/selected-node': node }),
      ...(phase === 'Bound' && { 'pv.kubernetes.io/bind-completed': 'yes' }),
    },
  },
  spec: {
    accessModes: ['ReadWriteOnce'],
    resources: { requests: { storage: '1Gi' } },
    storageClassName: 'local',
    ...spec,
  },
  status: { phase },
});

const volumeOn = (node: string, spec: PersistentVolumeSpec = {}): PersistentVolume => {
  const matchExpressions = [{ key: 'kubernetes.io/hostname', operator: 'In', values: [node] }];
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: `disk-${node}` },
    spec: {
      accessModes: ['ReadWriteOnce'],
      capacity: { storage: '2Gi' },
      storageClassName: 'local',
      nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions }] } },
      ...spec,
    },
    status: { phase: 'Available' },
  };
};

const classWith = (provisioner: string, volumeBindingMode = 'WaitForFirstConsumer'): StorageClass => ({
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name: 'local' },
  provisioner,
  volumeBindingMode,
});

interface World {
  readonly claim?: PersistentVolumeClaim;
  readonly volumes?: readonly PersistentVolume[];
  readonly storageClass?: StorageClass;
  readonly isUsed?: true;
  readonly nodes?: readonly string[];
  readonly allocatable?: Record<string, string>;
}

/** What becomes of a Pod with the claim `data`. */
function decide({ claim, volumes = [], storageClass, isUsed, nodes = ['a'], allocatable = {} }: World) {
  const pod = podOf({ volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'data' } }] });
  const needs = volumeNeeds(pod, {
    claim: () => claim,
    volume: (name) => volumes.find(({ metadata }) => metadata.name === name),
    storageClass: () => storageClass,
    freeVolumes: () => volumes,
    isUsedBeside: () => isUsed === true,
  });
  const infos = nodes.map((name) => running({ name, labels: { 'kubernetes.io/hostname': name }, allocatable }));
  const decision = schedule(pod, infos, { random: () => 0, volumes: needs });
  return decision.type === 'place' ? decision : decision.message.replace(/ no new claims.*/, '');
}

const none = 'kubernetes.io/no-provisioner';
const local = classWith('flotilla.dev/local');

test('a Pod whose claim cannot be used anywhere is told so', () => {
  expect(decide({})).toBe('0/1 nodes are available: persistentvolumeclaim "data" not found.');
  const immediate = '0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims.';
  expect(decide({ claim: claimOf() })).toBe(immediate);
  expect(decide({ claim: claimOf(), storageClass: classWith('x', 'Immediate') })).toBe(immediate);
  const leaving = claimOf({}, 'Bound');
  leaving.metadata.deletionTimestamp = '2026-01-01T00:00:00Z';
  expect(decide({ claim: leaving })).toBe('0/1 nodes are available: persistentvolumeclaim "data" is being deleted.');
  expect(decide({ claim: claimOf({ volumeName: 'x' }, 'Lost') })).toContain(
    'persistentvolumeclaim "data" bound to non-existent persistentvolume "x"',
  );
});

test('a Pod goes where the volume of its claim is', () => {
  const bound = claimOf({ volumeName: 'disk-b' }, 'Bound');
  expect(decide({ claim: bound, volumes: [volumeOn('b')], nodes: ['a', 'b'] })).toMatchObject({
    node: 'b',
    volumes: [],
  });
  expect(decide({ claim: bound, volumes: [volumeOn('b')] })).toBe(
    "0/1 nodes are available: 1 node(s) didn't match PersistentVolume's node affinity.",
  );
  expect(decide({ claim: bound })).toBe(
    '0/1 nodes are available: 1 node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s).',
  );
});

test('a claim that waits for its Pod takes a free volume of the node', () => {
  const volumes = [volumeOn('b'), volumeOn('c', { capacity: { storage: '1Mi' } })];
  expect(decide({ claim: claimOf(), volumes, storageClass: classWith(none), nodes: ['a', 'b', 'c'] })).toMatchObject({
    node: 'b',
    volumes: [{ type: 'take', volume: { metadata: { name: 'disk-b' } } }],
  });
  expect(decide({ claim: claimOf(), storageClass: classWith(none) })).toBe(
    "0/1 nodes are available: 1 node(s) didn't find available persistent volumes to bind.",
  );
});

test('a claim without a free volume is made one on the chosen node, which stays the same', () => {
  const place = { node: 'a', volumes: [{ type: 'make' }] };
  expect(decide({ claim: claimOf(), storageClass: local })).toMatchObject(place);
  const chosen = claimOf({}, 'Pending', 'b');
  expect(decide({ claim: chosen, storageClass: local, nodes: ['a', 'b', 'c'] })).toMatchObject({ node: 'b' });
});

test('a claim that is too large for every disk is refused', () => {
  const claim = claimOf({ resources: { requests: { storage: '200Gi' } } });
  expect(decide({ claim, storageClass: local })).toBe(
    '0/1 nodes are available: 1 node(s) did not have enough free storage.',
  );
  expect(decide({ claim, storageClass: local, allocatable: { 'ephemeral-storage': '300Gi' } })).toMatchObject({
    node: 'a',
  });
});

test('a claim for one Pod only is for one Pod only', () => {
  const claim = claimOf({ accessModes: ['ReadWriteOncePod'], volumeName: 'disk-a' }, 'Bound');
  const volumes = [volumeOn('a')];
  expect(decide({ claim, volumes })).toMatchObject({ node: 'a' });
  expect(decide({ claim, volumes, isUsed: true })).toContain(
    'ReadWriteOncePod access mode already in-use by another pod',
  );
});
