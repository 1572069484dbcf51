import type { FieldError, KubernetesObject } from '@flotilla/machinery';
import { compareQuantities, forbidden, parseQuantity } from '@flotilla/machinery';
import type { PersistentVolumeClaim, PersistentVolumeClaimSpec } from '../../generated/types/core-v1.ts';
import type { FieldErrors } from '../../rules/field-rules.ts';
import { immutable } from '../../rules/field-rules.ts';
import { sameValue } from '../../rules/same-value.ts';
import { unifiedDiff } from '../../rules/unified-diff.ts';
import { claimSpecErrors } from './spec-errors.ts';

export function validateClaim(object: KubernetesObject): FieldError[] {
  return [...claimSpecErrors('spec', (object as PersistentVolumeClaim).spec ?? {})];
}

export function validateClaimUpdate(next: KubernetesObject, previous: KubernetesObject): FieldError[] {
  return [...updateErrors(next as PersistentVolumeClaim, previous as PersistentVolumeClaim)];
}

const unchangeable =
  'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims';

function* updateErrors(next: PersistentVolumeClaim, previous: PersistentVolumeClaim): FieldErrors {
  const [spec = {}, before = {}] = [next.spec, previous.spec];
  const unchanged = withChangeableOf(spec, before, previous.status?.phase === 'Bound');
  if (!sameValue(unchanged, before)) yield forbidden('spec', `${unchangeable}\n${unifiedDiff(before, unchanged)}`);
  yield* sizeErrors(spec, before, previous.status?.capacity?.storage);
  yield* immutable('volumeMode', spec.volumeMode, before.volumeMode);
}

/** The volume may be named once, and so may the class of a claim that has none. */
function withChangeableOf(
  spec: PersistentVolumeClaimSpec,
  before: PersistentVolumeClaimSpec,
  isBound: boolean,
): PersistentVolumeClaimSpec {
  const storage = before.resources?.requests?.storage;
  const requests = { ...spec.resources?.requests, ...(storage !== undefined && { storage }) };
  return {
    ...spec,
    volumeName: before.volumeName || undefined,
    ...(before.volumeName && { volumeName: spec.volumeName }),
    ...(before.storageClassName === undefined && { storageClassName: undefined }),
    ...(isBound && {
      resources: { ...spec.resources, requests },
      volumeAttributesClassName: before.volumeAttributesClassName,
    }),
  };
}

/** A request may come back from a growth that failed, but not to what the volume has already. */
function* sizeErrors(
  { resources: next }: PersistentVolumeClaimSpec,
  { resources: before }: PersistentVolumeClaimSpec,
  capacity = '0',
): FieldErrors {
  const [wanted, asked] = [next?.requests?.storage, before?.requests?.storage];
  if (wanted === undefined || asked === undefined) return;
  const isSmaller = compareQuantities(parseQuantity(wanted), parseQuantity(asked)) < 0;
  if (isSmaller && compareQuantities(parseQuantity(wanted), parseQuantity(capacity)) <= 0) {
    yield forbidden('spec.resources.requests.storage', 'field can not be less than status.capacity');
  }
}
