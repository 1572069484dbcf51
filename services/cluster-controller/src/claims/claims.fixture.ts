import type {
  PersistentVolume,
  PersistentVolumeClaim,
  PersistentVolumeClaimSpec,
  PersistentVolumeSpec,
} from '@flotilla/kinds/core/v1';
import type { StorageClass } from '@flotilla/kinds/storage/v1';

export function claimOf(
  name: string,
  spec: PersistentVolumeClaimSpec = {},
  annotations: Record<string, string> = {},
): PersistentVolumeClaim {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { namespace: 'team', name, uid: `${name}-uid`, annotations },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, ...spec },
    status: { phase: 'Pending' },
  };
}

export function volumeOf(name: string, spec: PersistentVolumeSpec = {}, phase = 'Available'): PersistentVolume {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name, uid: `${name}-uid` },
    spec: { accessModes: ['ReadWriteOnce'], capacity: { storage: '1Gi' }, ...spec },
    status: { phase },
  };
}

export const referenceTo = (claim: string) => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  namespace: 'team',
  name: claim,
  uid: `${claim}-uid`,
});

export function classOf(provisioner: string, volumeBindingMode = 'WaitForFirstConsumer'): StorageClass {
  return {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: 'local' },
    provisioner,
    reclaimPolicy: 'Delete',
    volumeBindingMode,
  };
}
