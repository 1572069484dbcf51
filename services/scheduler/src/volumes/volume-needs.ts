import { volumeClassOf } from '@flotilla/kinds';
import type { PersistentVolume, PersistentVolumeClaim } from '@flotilla/kinds/core/v1';
import type { StorageClass } from '@flotilla/kinds/storage/v1';
import type { SchedulingPod } from '../pod/scheduling-pod.ts';

/** What is known of claims and volumes. */
export interface VolumeView {
  /** By `namespace/name`. */
  claim(path: string): PersistentVolumeClaim | undefined;
  volume(name: string): PersistentVolume | undefined;
  storageClass(name: string): StorageClass | undefined;
  /** Those that nobody has claimed, and no decision has taken. */
  freeVolumes(): readonly PersistentVolume[];
  /** Whether a Pod other than this one uses the claim. */
  isUsedBeside(path: string, podPath: string): boolean;
}

/** A claim that gets its volume only when the node of its Pod is known. */
export interface OpenClaim {
  readonly claim: PersistentVolumeClaim;
  readonly storageClass: StorageClass;
  readonly freeVolumes: readonly PersistentVolume[];
}

/** What a Pod's claims ask of its node. */
export interface VolumeNeeds {
  /** Why no node can take the Pod as its claims stand, in upstream's words. */
  readonly refusal?: string;
  readonly bound: readonly PersistentVolume[];
  /** Some claim is bound to a volume that is gone. */
  readonly lacksVolume: boolean;
  readonly open: readonly OpenClaim[];
  /** Some claim is being bound just now. */
  readonly isBinding: boolean;
}

/** The annotation of claims whose volume was not merely asked for. */
const bindCompleted = 'pv.kubernetes.io/bind-completed';

export const noNeeds: VolumeNeeds = { bound: [], lacksVolume: false, open: [], isBinding: false };

const refused = (refusal: string): VolumeNeeds => ({ ...noNeeds, refusal });

/** Pure, but for what the view tells. Source: Kubernetes documentation, "Storage Classes", volume binding mode. */
export function volumeNeeds(pod: SchedulingPod, view: VolumeView): VolumeNeeds {
  if (pod.claims.length === 0) return noNeeds;
  const claims: PersistentVolumeClaim[] = [];
  for (const { name, isMade } of pod.claims) {
    const claim = view.claim(`${pod.namespace}/${name}`);
    const refusal = refusalOf(claim, { name, isMade });
    if (refusal !== undefined || claim === undefined) return refused(refusal ?? '');
    claims.push(claim);
  }
  return conflict(pod, claims, view) ?? needsOf(claims, view);
}

interface Naming {
  readonly name: string;
  readonly isMade: boolean;
}

function refusalOf(claim: PersistentVolumeClaim | undefined, { name, isMade }: Naming): string | undefined {
  if (claim === undefined) {
    if (isMade) return `waiting for ephemeral volume controller to create the persistentvolumeclaim "${name}"`;
    return `persistentvolumeclaim "${name}" not found`;
  }
  if (claim.status?.phase === 'Lost') {
    return `persistentvolumeclaim "${name}" bound to non-existent persistentvolume "${claim.spec?.volumeName}"`;
  }
  return claim.metadata.deletionTimestamp && `persistentvolumeclaim "${name}" is being deleted`;
}

function conflict(
  pod: SchedulingPod,
  claims: readonly PersistentVolumeClaim[],
  view: VolumeView,
): VolumeNeeds | undefined {
  const isTaken = claims.some(
    ({ metadata, spec }) =>
      spec?.accessModes?.includes('ReadWriteOncePod') &&
      view.isUsedBeside(`${metadata.namespace}/${metadata.name}`, pod.path),
  );
  if (!isTaken) return undefined;
  return refused(
    'node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode already in-use by another pod',
  );
}

function needsOf(claims: readonly PersistentVolumeClaim[], view: VolumeView): VolumeNeeds {
  const bound: PersistentVolume[] = [];
  const open: OpenClaim[] = [];
  let lacksVolume = false;
  let isBinding = false;
  for (const claim of claims) {
    const storageClass = view.storageClass(volumeClassOf(claim));
    const volumeName = claim.spec?.volumeName;
    if (volumeName && claim.metadata.annotations?.[bindCompleted] !== undefined) {
      const volume = view.volume(volumeName);
      isBinding ||= claim.status?.phase !== 'Bound';
      if (volume === undefined) lacksVolume = true;
      else bound.push(volume);
    } else if (storageClass?.volumeBindingMode === 'WaitForFirstConsumer' && !volumeName) {
      open.push({ claim, storageClass, freeVolumes: view.freeVolumes() });
    } else return refused('pod has unbound immediate PersistentVolumeClaims');
  }
  return { bound, lacksVolume, open, isBinding };
}
