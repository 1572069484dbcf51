import { labelMatcherOf, parseQuantity } from '@flotilla/machinery';
import type { PersistentVolume, PersistentVolumeClaim } from '../../generated/types/core-v1.ts';

/** The class by its field, or by the annotation of its beta; empty for none. */
export function volumeClassOf({ metadata, spec }: PersistentVolume | PersistentVolumeClaim): string {
  return metadata.annotations?.['volume.beta.kubernetes.io/storage-class'] ?? spec?.storageClassName ?? '';
}

/** Whether a volume is kept for a claim: by its name, and by its uid where that is said. */
export function isVolumeOf({ spec }: PersistentVolume, { metadata }: PersistentVolumeClaim): boolean {
  const reference = spec?.claimRef;
  if (reference?.name !== metadata.name || reference?.namespace !== metadata.namespace) return false;
  return !reference?.uid || reference.uid === metadata.uid;
}

/** Why a volume cannot be what a claim asks for, in upstream's words; undefined where it can. */
export function mismatchOf(volume: PersistentVolume, claim: PersistentVolumeClaim): string | undefined {
  if (sizeOf(volume.spec?.capacity) < sizeOf(claim.spec?.resources?.requests)) {
    return 'requested PV is too small';
  }
  if (volumeClassOf(volume) !== volumeClassOf(claim)) return 'storageClassName does not match';
  if ((volume.spec?.volumeMode ?? 'Filesystem') !== (claim.spec?.volumeMode ?? 'Filesystem')) {
    return 'incompatible volumeMode';
  }
  if ((volume.spec?.volumeAttributesClassName ?? '') !== (claim.spec?.volumeAttributesClassName ?? '')) {
    return 'volumeAttributesClassName does not match';
  }
  return offersModes(volume, claim) ? undefined : 'incompatible accessMode';
}

/**
 * The volume for a claim: one that is kept for it, else the smallest free one that fits. `mayTake` is asked of the free
 * ones. Source: Kubernetes documentation, "Persistent Volumes", binding.
 */
export function matchingVolume(
  claim: PersistentVolumeClaim,
  volumes: Iterable<PersistentVolume>,
  mayTake: (volume: PersistentVolume) => boolean,
): PersistentVolume | undefined {
  const selector = claim.spec?.selector;
  const matcher = selector && labelMatcherOf(selector);
  const fitting = [...volumes].filter((volume) => {
    if (volume.metadata.deletionTimestamp !== undefined || mismatchOf(volume, claim) !== undefined) return false;
    if (volume.spec?.claimRef !== undefined) return isVolumeOf(volume, claim);
    return (
      volume.status?.phase === 'Available' && matcher?.matches(volume.metadata.labels) !== false && mayTake(volume)
    );
  });
  const kept = fitting.find(({ spec }) => spec?.claimRef !== undefined);
  return kept ?? fitting.toSorted((left, right) => comparePreference(left, right))[0];
}

/** The one that offers least beside what is asked for. */
function comparePreference(left: PersistentVolume, right: PersistentVolume): number {
  const bySize = Number(sizeOf(left.spec?.capacity) - sizeOf(right.spec?.capacity));
  const modesOf = ({ spec }: PersistentVolume): number => spec?.accessModes?.length ?? 0;
  return modesOf(left) - modesOf(right) || bySize;
}

function offersModes({ spec }: PersistentVolume, claim: PersistentVolumeClaim): boolean {
  return (claim.spec?.accessModes ?? []).every((mode) => spec?.accessModes?.includes(mode));
}

function sizeOf(amounts: Readonly<Record<string, string>> | undefined): bigint {
  return parseQuantity(amounts?.storage ?? '0').nano;
}
