import { ageColumn, ageOf, column, nameColumn, wideColumn } from '../../columns/column.ts';
import { accessModesText, storageClassOf, unset } from '../../columns/volume.ts';
import type { PersistentVolumeClaim } from '../../generated/types/core-v1.ts';
import type { Columns } from '../../kind.ts';

export const persistentVolumeClaimColumns: Columns = {
  definitions: [
    nameColumn,
    column('Status', 'string', 'Whether it has a volume.'),
    column('Volume', 'string', 'The volume it has.'),
    column('Capacity', 'string', 'How much the volume holds.'),
    column('Access Modes', 'string', 'How the volume may be mounted.'),
    column('StorageClass', 'string', 'The storage class it asks for.'),
    column('VolumeAttributesClass', 'string', 'The volume attributes class it asks for.'),
    ageColumn,
    wideColumn('VolumeMode', 'string', 'Whether it asks for a file system or a device.'),
  ],
  cells(object, now) {
    const { spec, status } = object as PersistentVolumeClaim;
    const isBound = Boolean(spec?.volumeName);
    return [
      object.metadata.name ?? '',
      object.metadata.deletionTimestamp === undefined ? (status?.phase ?? '') : 'Terminating',
      spec?.volumeName ?? '',
      isBound ? (status?.capacity?.storage ?? '0') : '',
      isBound ? accessModesText(status?.accessModes) : '',
      storageClassOf(object.metadata.annotations, spec?.storageClassName),
      spec?.volumeAttributesClassName ?? unset,
      ageOf(object, now),
      spec?.volumeMode ?? unset,
    ];
  },
};
