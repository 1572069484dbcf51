import { isVolumeOf, matchingVolume, mismatchOf, volumeClassOf } from '@flotilla/kinds';
import type { PersistentVolume, PersistentVolumeClaim } from '@flotilla/kinds/core/v1';
import type { StorageClass } from '@flotilla/kinds/storage/v1';
import { annotations } from './annotations.ts';

/** What a decision about a claim rests on. */
export interface ClaimSight {
  readonly claim: PersistentVolumeClaim;
  /** All there are. */
  readonly volumes: Iterable<PersistentVolume>;
  /** The one that the claim names. */
  readonly named: PersistentVolume | undefined;
  /** The claim's; undefined where it names none, or one that is not there. */
  readonly storageClass: StorageClass | undefined;
  readonly defaultClass: string | undefined;
  /** The Pods that use the claim and have no node yet. */
  readonly waitingPods: readonly string[];
}

export interface Told {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
}

export type ClaimPlan =
  /** Nothing, for now; `told` says why. */
  | { readonly do: 'wait'; readonly told?: Told }
  | { readonly do: 'set-class'; readonly name: string }
  | { readonly do: 'bind'; readonly volume: PersistentVolume }
  | { readonly do: 'provision'; readonly storageClass: StorageClass }
  /** What it was bound to is gone, for ever. */
  | { readonly do: 'lose'; readonly told: Told };

/** What is next for a claim. Pure. Source: Kubernetes documentation, "Persistent Volumes", life cycle. */
export function planClaim(sight: ClaimSight): ClaimPlan {
  const { claim, named } = sight;
  if (claim.metadata.annotations?.[annotations.bindCompleted] !== undefined) return planBound(claim, named);
  if (claim.metadata.deletionTimestamp !== undefined) return { do: 'wait' };
  return claim.spec?.volumeName ? planNamed(claim, named) : planUnbound(sight);
}

function planBound(claim: PersistentVolumeClaim, volume: PersistentVolume | undefined): ClaimPlan {
  if (!claim.spec?.volumeName) {
    return lost('ClaimLost', 'Bound claim has lost reference to PersistentVolume. Data on the volume is lost!');
  }
  if (volume === undefined) {
    return lost('ClaimLost', 'Bound claim has lost its PersistentVolume. Data on the volume is lost!');
  }
  const { uid } = claim.metadata;
  if (volume.spec?.claimRef?.uid === uid && volume.status?.phase === 'Bound' && claim.status?.phase === 'Bound') {
    return { do: 'wait' };
  }
  if (volume.spec?.claimRef === undefined || volume.spec.claimRef.uid === uid) return { do: 'bind', volume };
  return lost('ClaimMisbound', 'Two claims are bound to the same volume, this one is bound incorrectly');
}

function lost(reason: string, message: string): ClaimPlan {
  return { do: 'lose', told: { type: 'Warning', reason, message } };
}

/** A user has asked for one certain volume. */
function planNamed(claim: PersistentVolumeClaim, volume: PersistentVolume | undefined): ClaimPlan {
  if (volume === undefined) return { do: 'wait' };
  const { name = '' } = volume.metadata;
  if (volume.spec?.claimRef !== undefined) {
    if (isVolumeOf(volume, claim)) return { do: 'bind', volume };
    return warning('FailedBinding', `volume "${name}" already bound to a different claim.`);
  }
  const mismatch =
    volume.metadata.deletionTimestamp === undefined
      ? mismatchOf(volume, claim)
      : `the volume is marked for deletion "${name}"`;
  if (mismatch === undefined) return { do: 'bind', volume };
  return warning('VolumeMismatch', `Cannot bind to requested volume "${name}": ${mismatch}`);
}

function planUnbound({ claim, volumes, storageClass, defaultClass, waitingPods }: ClaimSight): ClaimPlan {
  const waits = storageClass?.volumeBindingMode === 'WaitForFirstConsumer';
  // Where the first Pod decides, it is the scheduler that takes a free volume.
  const volume = matchingVolume(claim, volumes, () => !waits);
  if (volume !== undefined) return { do: 'bind', volume };
  const className = volumeClassOf(claim);
  if (claim.spec?.storageClassName === undefined && className === '' && defaultClass !== undefined) {
    return { do: 'set-class', name: defaultClass };
  }
  if (waits && claim.metadata.annotations?.[annotations.selectedNode] === undefined) return waitForPod(waitingPods);
  if (storageClass !== undefined) return { do: 'provision', storageClass };
  if (className === '') {
    const message = 'no persistent volumes available for this claim and no storage class is set';
    return { do: 'wait', told: { type: 'Normal', reason: 'FailedBinding', message } };
  }
  return warning('ProvisioningFailed', `storageclass.storage.k8s.io "${className}" not found`);
}

function waitForPod(pods: readonly string[]): ClaimPlan {
  if (pods.length === 0) {
    const message = 'waiting for first consumer to be created before binding';
    return { do: 'wait', told: { type: 'Normal', reason: 'WaitForFirstConsumer', message } };
  }
  const message = `waiting for ${pods.length === 1 ? 'pod' : 'pods'} ${pods.join(',')} to be scheduled`;
  return { do: 'wait', told: { type: 'Normal', reason: 'WaitForPodScheduled', message } };
}

function warning(reason: string, message: string): ClaimPlan {
  return { do: 'wait', told: { type: 'Warning', reason, message } };
}
