import { localVolumes } from '@flotilla/kinds';
import type { PersistentVolumeSpec } from '@flotilla/kinds/core/v1';
import { expect, test } from 'vitest';
import { claimOf, referenceTo, volumeOf } from './claims.fixture.ts';
import { planVolume } from './plan-volume.ts';

const claimRef = referenceTo('data');
const provisionedBy = (provisioner: string, spec: PersistentVolumeSpec, phase: string) => {
  const volume = volumeOf('disk', { claimRef, persistentVolumeReclaimPolicy: 'Delete', ...spec }, phase);
  volume.metadata.annotations = { 'pv.kubernetes.io/provisioned-by': provisioner };
  return volume;
};

test('a volume without a claim is available, and so is one that waits for a claim of a name', () => {
  expect(planVolume(volumeOf('disk'), undefined)).toEqual({ do: 'set-phase', phase: 'Available' });
  const { uid: _uid, ...byName } = claimRef;
  expect(planVolume(volumeOf('disk', { claimRef: byName }), claimOf('data'))).toMatchObject({ phase: 'Available' });
});

test('a volume is bound when its claim names it, and free again when the claim names another', () => {
  const volume = volumeOf('disk', { claimRef });
  expect(planVolume(volume, claimOf('data'))).toEqual({ do: 'nothing' });
  expect(planVolume(volume, claimOf('data', { volumeName: 'disk' }))).toEqual({ do: 'set-phase', phase: 'Bound' });
  expect(planVolume(volume, claimOf('data', { volumeName: 'other' }))).toEqual({ do: 'unbind' });
});

test('a volume that was made for a claim which took another is not needed', () => {
  const volume = provisionedBy(localVolumes.provisioner, {}, 'Released');
  expect(planVolume(volume, claimOf('data', { volumeName: 'other' }))).toEqual({ do: 'delete' });
});

test('a released volume says so first, and then its policy is followed', () => {
  const released = (policy: string, phase: string) =>
    planVolume(volumeOf('disk', { claimRef, persistentVolumeReclaimPolicy: policy }, phase), undefined);
  expect(released('Delete', 'Bound')).toEqual({ do: 'set-phase', phase: 'Released' });
  expect(released('Retain', 'Released')).toEqual({ do: 'nothing' });
  expect(released('Recycle', 'Released')).toMatchObject({ do: 'fail', told: { reason: 'VolumeFailedRecycle' } });
  expect(released('Delete', 'Released')).toMatchObject({ do: 'fail', told: { reason: 'VolumeFailedDelete' } });
});

test('only what this cluster made on its nodes is deleted by it', () => {
  const spec = {};
  expect(planVolume(provisionedBy(localVolumes.provisioner, spec, 'Released'), undefined)).toEqual({ do: 'delete' });
  expect(planVolume(provisionedBy('example.org/disk', spec, 'Released'), undefined)).toEqual({ do: 'nothing' });
  const retained = { persistentVolumeReclaimPolicy: 'Retain' };
  expect(planVolume(provisionedBy(localVolumes.provisioner, retained, 'Released'), undefined)).toEqual({
    do: 'nothing',
  });
  const leaving = provisionedBy(localVolumes.provisioner, spec, 'Released');
  leaving.metadata.deletionTimestamp = '2026-01-01T00:00:00Z';
  expect(planVolume(leaving, undefined)).toEqual({ do: 'nothing' });
});
