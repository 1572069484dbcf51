import type { KubernetesObject } from '@flotilla/machinery';
import { expect, test } from 'vitest';
import type { PersistentVolumeSpec } from '../../generated/types/core-v1.ts';
import { persistentVolumeBehaviour as behaviour } from './behaviour.ts';

const volumeWith = (spec: PersistentVolumeSpec): KubernetesObject & { spec: PersistentVolumeSpec } => ({
  apiVersion: 'v1',
  kind: 'PersistentVolume',
  metadata: { name: 'disk' },
  spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], hostPath: { path: '/data' }, ...spec },
});
const complaints = (spec: PersistentVolumeSpec): string[] =>
  (behaviour.validate?.(volumeWith(spec)) ?? []).map(({ field, message }) => `${field}: ${message}`);
const changes = (spec: PersistentVolumeSpec, before: PersistentVolumeSpec = {}): string[] =>
  (behaviour.validateUpdate?.(volumeWith(spec), volumeWith(before)) ?? []).map(({ field }) => field);

test('a volume is kept when it is released, and is a file system, unless it says otherwise', () => {
  const volume = volumeWith({});
  behaviour.applyDefaults?.(volume);
  behaviour.prepareCreate?.(volume);
  expect(volume.spec).toMatchObject({ persistentVolumeReclaimPolicy: 'Retain', volumeMode: 'Filesystem' });
  expect(volume.status).toMatchObject({ phase: 'Pending' });
  expect(complaints({})).toEqual([]);
});

test('what a volume lacks or has too much is told', () => {
  expect(complaints({ accessModes: [], capacity: {} })).toEqual([
    'spec.accessModes: Required value',
    'spec.capacity: Required value',
    'spec.capacity: Unsupported value: null: supported values: "storage"',
  ]);
  expect(complaints({ capacity: { storage: '0' } })).toEqual([
    'spec.capacity[storage]: Invalid value: "0": must be greater than zero',
  ]);
  expect(complaints({ hostPath: undefined })).toEqual(['spec: Required value: must specify a volume type']);
  expect(complaints({ nfs: { server: 'a', path: '/' } })).toEqual([
    'spec.nfs: Forbidden: may not specify more than 1 volume type',
  ]);
  expect(complaints({ hostPath: { path: '/', type: '' }, persistentVolumeReclaimPolicy: 'Recycle' })).toEqual([
    "spec.persistentVolumeReclaimPolicy: Forbidden: may not be 'recycle' for a hostPath mount of '/'",
  ]);
});

test('a volume on a node’s disk says on which', () => {
  const local = { hostPath: undefined, local: { path: '/mnt/a' } };
  expect(complaints(local)).toEqual(['spec.nodeAffinity: Required value: Local volume requires node affinity']);
  expect(complaints({ ...local, nodeAffinity: { required: { nodeSelectorTerms: [] } } })).toEqual([
    'spec.nodeAffinity.required.nodeSelectorTerms: Required value: must have at least one node selector term',
  ]);
});

test('what a volume is and where it can be reached does not change, once it is said', () => {
  expect(changes({ hostPath: { path: '/other' } })).toEqual(['spec.persistentvolumesource']);
  expect(changes({ volumeMode: 'Block' }, { volumeMode: 'Filesystem' })).toEqual(['volumeMode']);
  const required = (value: string) => ({
    nodeAffinity: {
      required: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'a', operator: 'In', values: [value] }] }] },
    },
  });
  expect(changes(required('x'))).toEqual([]);
  expect(changes(required('y'), required('x'))).toEqual(['nodeAffinity']);
  expect(changes({ capacity: { storage: '2Gi' }, persistentVolumeReclaimPolicy: 'Delete' })).toEqual([]);
});
