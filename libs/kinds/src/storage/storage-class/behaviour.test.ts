import type { KubernetesObject } from '@flotilla/machinery';
import { expect, test } from 'vitest';
import { storageClassBehaviour as behaviour } from './behaviour.ts';

const classWith = (fields: Record<string, unknown> = {}): KubernetesObject => ({
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name: 'fast' },
  provisioner: 'example.org/disk',
  ...fields,
});

test('volumes of a class are made at once and deleted with their claims, unless it says otherwise', () => {
  const storageClass = classWith();
  behaviour.applyDefaults?.(storageClass);
  expect(storageClass).toMatchObject({ reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' });
  expect(behaviour.validate?.(storageClass)).toEqual([]);
});

test('a class must say who makes its volumes, and only in known ways', () => {
  const wrong = classWith({ provisioner: '', reclaimPolicy: 'Recycle', volumeBindingMode: 'Never' });
  expect(behaviour.validate?.(wrong).map(({ field }) => field)).toEqual([
    'provisioner',
    'reclaimPolicy',
    'volumeBindingMode',
  ]);
});

test('what makes a class may not change', () => {
  const next = classWith({ provisioner: 'example.org/other', parameters: { a: 'b' } });
  expect(behaviour.validateUpdate?.(next, classWith()).map(({ field }) => field)).toEqual([
    'parameters',
    'provisioner',
  ]);
});
