import { chmod, mkdir, stat } from 'node:fs/promises';
import type { PersistentVolume, PersistentVolumeClaim, Volume } from '@flotilla/kinds/core/v1';
import type { StoredPod } from '../stored-pod.ts';
import { prepareHostPath } from './host-path.ts';
import type { Machine } from './machine.ts';
import { VolumeError } from './volume-error.ts';
import type { VolumeSources } from './volume-sources.ts';

/** The name of the claim that a volume stands for: one that is named, or the one that was made for it. */
export function claimNameOf({ name, persistentVolumeClaim, ephemeral }: Volume, pod: StoredPod): string | undefined {
  return ephemeral === undefined ? persistentVolumeClaim?.claimName : `${pod.metadata.name}-${name}`;
}

/** The volume that a claim of the Pod is bound to. Throws {@link VolumeError} where there is none. */
export function claimedVolume(claimName: string, pod: StoredPod, sources: VolumeSources): PersistentVolume {
  const { namespace } = pod.metadata;
  const claim = sources.claim(namespace, claimName);
  if (claim === undefined) {
    throw new VolumeError(`failed to fetch PVC from API server: persistentvolumeclaims "${claimName}" not found`);
  }
  requireOwner(claim, pod);
  const name = boundName(claim);
  const found = sources.persistentVolume(name);
  if (found === undefined) {
    throw new VolumeError(`failed to fetch PV "${name}" from API server: persistentvolumes "${name}" not found`);
  }
  if (found.spec?.claimRef?.uid !== claim.metadata.uid) {
    throw new VolumeError(`PV "${name}" is not bound to the PVC ${namespace}/${claimName}`);
  }
  return found;
}

/** A claim that is made for a Pod of its name must be of this very Pod. */
function requireOwner({ metadata }: PersistentVolumeClaim, pod: StoredPod): void {
  const isMade = pod.spec.volumes?.some((volume) => volume.ephemeral && claimNameOf(volume, pod) === metadata.name);
  if (!isMade || metadata.ownerReferences?.some((owner) => owner.controller && owner.uid === pod.metadata.uid)) return;
  const { namespace, name } = pod.metadata;
  const why = `PVC ${namespace}/${metadata.name} was not created for pod ${namespace}/${name} (pod is not owner)`;
  throw new VolumeError(why);
}

function boundName({ spec, status }: PersistentVolumeClaim): string {
  if (status?.phase !== 'Bound') throw new VolumeError('PVC is not bound');
  if (!spec?.volumeName) throw new VolumeError('PVC has empty pvc.Spec.VolumeName');
  return spec.volumeName;
}

/** A claim that is being deleted stays for the Pods that have it, and is for no others. */
export function requireKept(claimName: string, { metadata }: StoredPod, sources: VolumeSources): void {
  const isLeaving = sources.claim(metadata.namespace, claimName)?.metadata.deletionTimestamp !== undefined;
  if (isLeaving) throw new VolumeError('PVC is being deleted');
}

/** Where a volume lies on this machine. */
export function placeOf({ metadata, spec }: PersistentVolume): string {
  const path = spec?.local?.path ?? spec?.hostPath?.path;
  if (path === undefined) throw new VolumeError(`volume "${metadata.name}" is of a kind that is not mounted`);
  return path;
}

const openMode = 0o777;

/** The folder of a volume that lies in `ownFolder` is made by the node at its first use; others must be there. */
export async function prepareClaimed(volume: PersistentVolume, machine: Machine, ownFolder: string): Promise<void> {
  const { hostPath } = volume.spec ?? {};
  if (hostPath !== undefined) return prepareHostPath(hostPath, machine);
  const path = placeOf(volume);
  const seen = await machine.seen(path);
  if (await stat(seen).catch(() => undefined)) return;
  if (!path.startsWith(`${ownFolder}/`)) throw new VolumeError(`path "${path}" does not exist`);
  await mkdir(seen, { recursive: true });
  await chmod(seen, openMode);
}
