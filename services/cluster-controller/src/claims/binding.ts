import type { PersistentVolume, PersistentVolumeClaim } from '@flotilla/kinds/core/v1';
import { conflictError, formatTime } from '@flotilla/machinery';
import type { Client } from '@flotilla/registry';
import { PersistentVolumeClaims, PersistentVolumes } from '../objects/kinds.ts';
import { annotations } from './annotations.ts';

export interface BindingDeps {
  readonly client: Client;
  /** Milliseconds since 1970. */
  now(): number;
}

interface Named {
  readonly namespace?: string;
  readonly name: string;
}

export const namedOf = ({ metadata }: PersistentVolume | PersistentVolumeClaim): Named => ({
  name: metadata.name ?? '',
  ...(metadata.namespace !== undefined && { namespace: metadata.namespace }),
});

/**
 * Binds a claim and a volume to each other, as far as they are not: first the volume, which can be taken only once.
 * Throws Conflict where it is another's by now.
 */
export async function bind(deps: BindingDeps, claim: PersistentVolumeClaim, volume: PersistentVolume): Promise<void> {
  const { client } = deps;
  await client.update(PersistentVolumes, namedOf(volume), (present) => takeVolume(present, claim));
  await setVolumePhase(deps, volume, 'Bound');
  await client.update(PersistentVolumeClaims, namedOf(claim), (present) => nameVolume(present, claim, volume));
  await client.updateStatus(PersistentVolumeClaims, namedOf(claim), (present) => {
    const { accessModes, capacity } = volume.spec ?? {};
    if (present.metadata.uid !== claim.metadata.uid) return;
    present.status = { ...present.status, phase: 'Bound', accessModes, capacity };
  });
}

function takeVolume(volume: PersistentVolume, { metadata }: PersistentVolumeClaim): void {
  const { namespace, name, uid, resourceVersion } = metadata;
  const before = volume.spec?.claimRef;
  const isOthers = before !== undefined && (before.name !== name || before.namespace !== namespace);
  if (isOthers || (before?.uid && before.uid !== uid)) {
    throw conflictError({ group: '', name: 'persistentvolumes' }, volume.metadata.name ?? '', 'it is bound already');
  }
  if (before?.uid === uid) return;
  if (before === undefined) mark(volume, annotations.boundByController);
  const claimRef = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, name, uid, resourceVersion };
  volume.spec = { ...volume.spec, claimRef };
}

function nameVolume(present: PersistentVolumeClaim, claim: PersistentVolumeClaim, volume: PersistentVolume): void {
  if (present.metadata.uid !== claim.metadata.uid) return;
  if (!present.spec?.volumeName) {
    present.spec = { ...present.spec, volumeName: volume.metadata.name };
    mark(present, annotations.boundByController);
  }
  mark(present, annotations.bindCompleted);
}

function mark(object: PersistentVolume | PersistentVolumeClaim, annotation: string): void {
  object.metadata.annotations = { ...object.metadata.annotations, [annotation]: 'yes' };
}

export type VolumePhase = 'Available' | 'Bound' | 'Released' | 'Failed';

/** `message` says why it has failed. */
export async function setVolumePhase(
  { client, now }: BindingDeps,
  volume: PersistentVolume,
  phase: VolumePhase,
  message?: string,
): Promise<void> {
  await client.updateStatus(PersistentVolumes, namedOf(volume), (present) => {
    if (present.metadata.uid !== volume.metadata.uid) return;
    if (present.status?.phase === phase && present.status.message === message) return;
    const { message: _before, ...status } = present.status ?? {};
    const lastPhaseTransitionTime = status.phase === phase ? status.lastPhaseTransitionTime : formatTime(now());
    present.status = { ...status, phase, lastPhaseTransitionTime, ...(message !== undefined && { message }) };
  });
}

/** Makes a volume free again; one that was meant for its claim from the beginning goes on waiting for that name. */
export async function unbind(deps: BindingDeps, volume: PersistentVolume): Promise<void> {
  await deps.client.update(PersistentVolumes, namedOf(volume), (present) => {
    if (present.spec?.claimRef === undefined) return;
    const wasChosen = present.metadata.annotations?.[annotations.boundByController] !== undefined;
    const { claimRef, ...spec } = present.spec;
    const { uid: _uid, resourceVersion: _version, ...reference } = claimRef ?? {};
    present.spec = wasChosen ? spec : { ...spec, claimRef: reference };
    delete present.metadata.annotations?.[annotations.boundByController];
  });
  await setVolumePhase(deps, volume, 'Available');
}
