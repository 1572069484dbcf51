import type {
  PersistentVolumeClaim,
  PersistentVolumeClaimSpec,
  TypedLocalObjectReference,
} from '../../generated/types/core-v1.ts';
import type { KindBehaviour } from '../../kind.ts';
import { byteWarnings } from '../resource/byte-warnings.ts';
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
  warnings: (object) =>
    byteWarnings('spec.resources.requests', (object as PersistentVolumeClaim).spec?.resources?.requests, ['storage']),
};

function isClaimOrSnapshot({ apiGroup = '', kind }: TypedLocalObjectReference): boolean {
  if (kind === 'PersistentVolumeClaim') return apiGroup === '';
  return kind === 'VolumeSnapshot' && apiGroup === 'snapshot.storage.k8s.io';
}

/** Source: KEP-1495: `dataSource` is the older of the two; whoever knows only one finds it in both. */
function alignDataSources(spec: PersistentVolumeClaimSpec): void {
  // The older field was never more than ignored where it named something else.
  if (spec.dataSource !== undefined && !isClaimOrSnapshot(spec.dataSource)) delete spec.dataSource;
  if (spec.dataSource !== undefined) spec.dataSourceRef ??= { ...spec.dataSource };
  else if (spec.dataSourceRef !== undefined && !spec.dataSourceRef.namespace) {
    const { namespace: _none, ...reference } = spec.dataSourceRef;
    spec.dataSource = reference;
  }
}
