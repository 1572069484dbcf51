import { ageColumn, ageOf, column, nameColumn } from '../../columns/column.ts';
import type { StorageClass } from '../../generated/types/storage-v1.ts';
import type { Columns } from '../../kind.ts';
import { isDefaultClass } from '../../rules/default-class.ts';

export const storageClassColumns: Columns = {
  definitions: [
    nameColumn,
    column('Provisioner', 'string', 'Who makes volumes of this class.'),
    column('ReclaimPolicy', 'string', 'What becomes of a volume that is no longer claimed.'),
    column('VolumeBindingMode', 'string', 'When a volume is made.'),
    column('AllowVolumeExpansion', 'string', 'Whether a claim may grow.'),
    ageColumn,
  ],
  cells(object, now) {
    const { provisioner, reclaimPolicy, volumeBindingMode, allowVolumeExpansion } = object as unknown as StorageClass;
    return [
      `${object.metadata.name ?? ''}${isDefaultClass(object) ? ' (default)' : ''}`,
      provisioner ?? '',
      reclaimPolicy ?? 'Delete',
      volumeBindingMode ?? 'Immediate',
      allowVolumeExpansion ?? false,
      ageOf(object, now),
    ];
  },
};
