import type { PersistentVolumeClaim, PersistentVolumeClaimSpec } from '../../generated/types/core-v1.ts';
import type { KindBehaviour } from '../../kind.ts';
import { persistentVolumeClaimColumns } from './columns.ts';
import { validateClaim, validateClaimUpdate } from './validation.ts';

export const persistentVolumeClaimBehaviour: KindBehaviour = {
  applyDefaults(object) {
    const claim = object as PersistentVolumeClaim;
    claim.spec ??= {};
    claim.spec.volumeMode ??= 'Filesystem';
  },
  prepareCreate(object) {
    const claim = object as PersistentVolumeClaim;
    claim.status = { phase: 'Pending' };
    alignDataSources(claim.spec ?? {});
  },
  prepareUpdate: (next) => alignDataSources((next as PersistentVolumeClaim).spec ?? {}),
  validate: validateClaim,
  validateUpdate: validateClaimUpdate,
  columns: persistentVolumeClaimColumns,
};

/** Source: KEP-1495: `dataSource` is the older of the two; whoever knows only one finds it in both. */
function alignDataSources(spec: PersistentVolumeClaimSpec): void {
  if (spec.dataSource !== undefined) spec.dataSourceRef ??= { ...spec.dataSource };
  else if (spec.dataSourceRef !== undefined && !spec.dataSourceRef.namespace) {
    const { namespace: _none, ...reference } = spec.dataSourceRef;
    spec.dataSource = reference;
  }
}
