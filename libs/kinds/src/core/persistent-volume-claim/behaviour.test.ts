import type { KubernetesObject } from '@flotilla/machinery';
import { expect, test } from 'vitest';
import type { PersistentVolumeClaimSpec, PersistentVolumeClaimStatus } from '../../generated/types/core-v1.ts';
import { persistentVolumeClaimBehaviour as behaviour } from './behaviour.ts';

type Claim = KubernetesObject & { spec: PersistentVolumeClaimSpec; status?: PersistentVolumeClaimStatus };

const asking = (storage: string) => ({ resources: { requests: { storage } } });
const claimWith = (spec: PersistentVolumeClaimSpec, status: PersistentVolumeClaimStatus = {}): Claim => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { namespace: 'team', name: 'data' },
  spec: { accessModes: ['ReadWriteOnce'], ...asking('2Gi'), ...spec },
  status,
});
const changes = (next: Claim, before: Claim): string[] =>
  (behaviour.validateUpdate?.(next, before) ?? []).map(({ field, message }) => `${field}: ${message.split('\n')[0]}`);

test('a claim begins as pending, and asks for a file system', () => {
  const claim = claimWith({}, { phase: 'Bound' });
  behaviour.applyDefaults?.(claim);
  behaviour.prepareCreate?.(claim);
  expect(claim).toMatchObject({ spec: { volumeMode: 'Filesystem' }, status: { phase: 'Pending' } });
  expect(behaviour.validate?.(claim)).toEqual([]);
});

test('what a claim lacks is told', () => {
  const found = behaviour.validate?.(claimWith({ accessModes: [], resources: {} })) ?? [];
  expect(found.map(({ field, message }) => `${field}: ${message}`)).toEqual([
    'spec.accessModes: Required value: at least 1 access mode is required',
    'spec.resources[storage]: Required value',
  ]);
});

const refusal =
  'spec: Forbidden: spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims';

test('a claim gets its volume once, and its class where it has none', () => {
  const bound = claimWith({ volumeName: 'a' }, { phase: 'Bound' });
  expect(changes(bound, claimWith({}))).toEqual([]);
  expect(changes(claimWith({ volumeName: 'b' }), bound)).toEqual([refusal]);
  expect(changes(claimWith({ storageClassName: 'fast' }), claimWith({}))).toEqual([]);
  expect(changes(claimWith({ storageClassName: 'fast' }), claimWith({ storageClassName: 'slow' }))).toEqual([refusal]);
});

test('only a bound claim may ask for more, and none for less than it has', () => {
  const bound = claimWith({}, { phase: 'Bound', capacity: { storage: '2Gi' } });
  expect(changes(claimWith(asking('3Gi'), bound.status), bound)).toEqual([]);
  expect(changes(claimWith(asking('3Gi')), claimWith({}))).toEqual([refusal]);
  expect(changes(claimWith(asking('1Gi'), bound.status), bound)).toEqual([
    'spec.resources.requests.storage: Forbidden: field can not be less than status.capacity',
  ]);
});
