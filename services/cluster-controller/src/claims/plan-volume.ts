import { localVolumes } from '@flotilla/kinds';
import type { PersistentVolume, PersistentVolumeClaim } from '@flotilla/kinds/core/v1';
import { annotations } from './annotations.ts';
import type { Told } from './plan-claim.ts';

export type VolumePlan =
  | { readonly do: 'nothing' }
  /** Only says how it stands. */
  | { readonly do: 'set-phase'; readonly phase: 'Available' | 'Bound' | 'Released' }
  /** It cannot be reclaimed as its policy says. */
  | { readonly do: 'fail'; readonly told: Told }
  /** Its claim is gone for good, and so is it to be. */
  | { readonly do: 'delete' }
  /** Its claim has another volume: it is free again. */
  | { readonly do: 'unbind' };

/**
 * What is next for a volume, by the claim that it is for; that one is undefined where it is gone, or another of the same
 * name. Pure. Source: Kubernetes documentation, "Persistent Volumes", reclaiming.
 */
export function planVolume(volume: PersistentVolume, claim: PersistentVolumeClaim | undefined): VolumePlan {
  if (!volume.spec?.claimRef?.uid) return { do: 'set-phase', phase: 'Available' };
  if (claim === undefined) return planReleased(volume);
  if (!claim.spec?.volumeName) return { do: 'nothing' };
  if (claim.spec.volumeName === volume.metadata.name) return { do: 'set-phase', phase: 'Bound' };
  const isMadeForIt = provisionerOf(volume) !== undefined && volume.spec.persistentVolumeReclaimPolicy === 'Delete';
  return isMadeForIt ? planReleased(volume) : { do: 'unbind' };
}

function planReleased(volume: PersistentVolume): VolumePlan {
  const { metadata, spec, status } = volume;
  if (status?.phase !== 'Released' && status?.phase !== 'Failed') return { do: 'set-phase', phase: 'Released' };
  if (metadata.deletionTimestamp !== undefined) return { do: 'nothing' };
  if (spec?.persistentVolumeReclaimPolicy === 'Recycle') {
    return failed('VolumeFailedRecycle', 'No recycler plugin found for the volume!');
  }
  if (spec?.persistentVolumeReclaimPolicy !== 'Delete') return { do: 'nothing' };
  const provisioner = provisionerOf(volume);
  if (provisioner === localVolumes.provisioner) return { do: 'delete' };
  // Whoever made it deletes it.
  if (provisioner !== undefined) return { do: 'nothing' };
  const why = `error getting deleter volume plugin for volume "${metadata.name}": no deletable volume plugin matched`;
  return failed('VolumeFailedDelete', why);
}

function failed(reason: string, message: string): VolumePlan {
  return { do: 'fail', told: { type: 'Warning', reason, message } };
}

function provisionerOf({ metadata }: PersistentVolume): string | undefined {
  return metadata.annotations?.[annotations.provisionedBy];
}
