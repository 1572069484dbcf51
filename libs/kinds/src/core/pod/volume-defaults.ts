import type { DownwardAPIVolumeFile, Volume, VolumeProjection } from '../../generated/types/core-v1.ts';
import { pullPolicyOf } from './container-defaults.ts';

/** Files of Secrets, ConfigMaps and the like are readable by all and writable by their owner: 0644. */
const fileMode = 0o644;
const tokenSeconds = 3600;

export function applyVolumeDefaults(volume: Volume): void {
  if (Object.keys(volume).every((key) => key === 'name')) volume.emptyDir = {};
  applyFileDefaults(volume);
  applyRemoteDefaults(volume);
  if (volume.hostPath !== undefined) volume.hostPath.type ??= '';
  if (volume.image !== undefined) volume.image.pullPolicy ||= pullPolicyOf(volume.image.reference ?? '');
  if (volume.ephemeral?.volumeClaimTemplate?.spec !== undefined) {
    volume.ephemeral.volumeClaimTemplate.spec.volumeMode ??= 'Filesystem';
  }
}

function applyFileDefaults({ secret, configMap, downwardAPI, projected }: Volume): void {
  for (const source of [secret, configMap, downwardAPI, projected]) {
    if (source !== undefined) source.defaultMode ??= fileMode;
  }
  applyDownwardDefaults(downwardAPI?.items);
  for (const source of projected?.sources ?? []) applyProjectionDefaults(source);
}

function applyProjectionDefaults({ downwardAPI, serviceAccountToken }: VolumeProjection): void {
  applyDownwardDefaults(downwardAPI?.items);
  if (serviceAccountToken !== undefined) serviceAccountToken.expirationSeconds ??= tokenSeconds;
}

function applyDownwardDefaults(files: DownwardAPIVolumeFile[] | undefined): void {
  for (const { fieldRef } of files ?? []) {
    if (fieldRef !== undefined) fieldRef.apiVersion ||= 'v1';
  }
}

function applyRemoteDefaults({ iscsi, rbd, azureDisk, scaleIO }: Volume): void {
  if (iscsi !== undefined) iscsi.iscsiInterface ||= 'default';
  if (rbd !== undefined) {
    rbd.pool ||= 'rbd';
    rbd.user ||= 'admin';
    rbd.keyring ||= '/etc/ceph/keyring';
  }
  if (azureDisk !== undefined) {
    azureDisk.cachingMode ??= 'ReadWrite';
    azureDisk.fsType ??= 'ext4';
    azureDisk.readOnly ??= false;
    azureDisk.kind ??= 'Shared';
  }
  if (scaleIO !== undefined) {
    scaleIO.storageMode ||= 'ThinProvisioned';
    scaleIO.fsType ||= 'xfs';
  }
}
