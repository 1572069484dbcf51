import { ageColumn, ageOf, column, nameColumn, wideColumn } from '../../columns/column.ts';
import { accessModesText, storageClassOf, unset } from '../../columns/volume.ts';
import type { PersistentVolume } from '../../generated/types/core-v1.ts';
import type { Columns } from '../../kind.ts';

export const persistentVolumeColumns: Columns = {
  definitions: [
    nameColumn,
    column('Capacity', 'string', 'How much it holds.'),
    column('Access Modes', 'string', 'How it may be mounted.'),
    column('Reclaim Policy', 'string', 'What becomes of it when it is no longer claimed.'),
    column('Status', 'string', 'Whether it is free, bound or going.'),
    column('Claim', 'string', 'Who claims it.'),
    column('StorageClass', 'string', 'Its storage class.'),
    column('VolumeAttributesClass', 'string', 'Its volume attributes class.'),
    column('Reason', 'string', 'Why its status is as it is.'),
    ageColumn,
    wideColumn('VolumeMode', 'string', 'Whether it is a file system or a device.'),
  ],
  cells(object, now) {
    const { spec, status } = object as PersistentVolume;
    const claim = spec?.claimRef;
    return [
      object.metadata.name ?? '',
      spec?.capacity?.storage ?? '0',
      accessModesText(spec?.accessModes),
      spec?.persistentVolumeReclaimPolicy ?? '',
      object.metadata.deletionTimestamp === undefined ? (status?.phase ?? '') : 'Terminating',
      claim === undefined ? '' : `${claim.namespace ?? ''}/${claim.name ?? ''}`,
      storageClassOf(object.metadata.annotations, spec?.storageClassName),
      spec?.volumeAttributesClassName ?? unset,
      status?.reason ?? '',
      ageOf(object, now),
      spec?.volumeMode ?? unset,
    ];
  },
};
