import type { PersistentVolume } from '../../generated/types/core-v1.ts';
import type { KindBehaviour } from '../../kind.ts';
import { persistentVolumeColumns } from './columns.ts';
import { validatePersistentVolume, validatePersistentVolumeUpdate } from './validation.ts';

const recycleWarning =
  'spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning.';

export const persistentVolumeBehaviour: KindBehaviour = {
  applyDefaults(object) {
    const volume = object as PersistentVolume;
    volume.spec ??= {};
    volume.spec.persistentVolumeReclaimPolicy ||= 'Retain';
    volume.spec.volumeMode ??= 'Filesystem';
    if (volume.spec.hostPath !== undefined) volume.spec.hostPath.type ??= '';
  },
  prepareCreate(object) {
    const { creationTimestamp } = object.metadata;
    // A new object's first phase is as old as it is.
    (object as PersistentVolume).status = { phase: 'Pending', lastPhaseTransitionTime: creationTimestamp ?? undefined };
  },
  validate: validatePersistentVolume,
  validateUpdate: validatePersistentVolumeUpdate,
  columns: persistentVolumeColumns,
  warnings: (object) =>
    (object as PersistentVolume).spec?.persistentVolumeReclaimPolicy === 'Recycle' ? [recycleWarning] : [],
};
