import type { EphemeralVolumeSource, Volume, VolumeProjection } from '../../generated/types/core-v1.ts';
import { byteWarnings } from '../resource/byte-warnings.ts';

const deprecated: readonly [keyof Volume, string, string][] = [
  ['photonPersistentDisk', 'photonPersistentDisk', 'deprecated in v1.11, non-functional in v1.16+'],
  ['gitRepo', 'gitRepo', 'deprecated in v1.11, and disabled by default in v1.33+'],
  ['scaleIO', 'scaleIO', 'deprecated in v1.16, non-functional in v1.22+'],
  ['flocker', 'flocker', 'deprecated in v1.22, non-functional in v1.25+'],
  ['storageos', 'storageOS', 'deprecated in v1.22, non-functional in v1.25+'],
  ['quobyte', 'quobyte', 'deprecated in v1.22, non-functional in v1.25+'],
  ['glusterfs', 'glusterfs', 'deprecated in v1.25, non-functional in v1.26+'],
  ['cephfs', 'cephfs', 'deprecated in v1.28, non-functional in v1.31+'],
  ['rbd', 'rbd', 'deprecated in v1.28, non-functional in v1.31+'],
];

export function volumeWarnings(volumes: readonly Volume[]): string[] {
  return [
    ...volumes.flatMap((volume, index) =>
      deprecated.flatMap(([source, shown, why]) =>
        volume[source] === undefined ? [] : `spec.volumes[${index}].${shown}: ${why}`,
      ),
    ),
    ...volumes.flatMap(({ ephemeral }, index) =>
      claimWarnings(`spec.volumes[${index}].ephemeral.volumeClaimTemplate.spec.resources`, ephemeral),
    ),
    ...volumes.flatMap(overlapWarnings),
  ];
}

function claimWarnings(path: string, ephemeral: EphemeralVolumeSource | undefined): string[] {
  const { requests, limits } = ephemeral?.volumeClaimTemplate?.spec?.resources ?? {};
  return [
    ...byteWarnings(`${path}.requests`, requests, ['storage']),
    ...byteWarnings(`${path}.limits`, limits, ['storage']),
  ];
}

/** A file of a volume, and what puts it there. */
interface PlacedFile {
  readonly path: string;
  readonly source: string;
}

function overlapWarnings({ name = '', configMap, secret, downwardAPI, projected }: Volume): string[] {
  const say = (what: string) => (overlap: string) => `volume "${name}" (${what}): overlapping paths: ${overlap}`;
  return [
    ...overlaps(filesOf(configMap?.items, '')).map(say(`ConfigMap "${configMap?.name ?? ''}"`)),
    ...overlaps(filesOf(secret?.items, '')).map(say(`Secret "${secret?.secretName ?? ''}"`)),
    ...overlaps(filesOf(downwardAPI?.items, '')).map(say('DownwardAPI')),
    ...(projected?.sources ?? []).flatMap((source) =>
      Object.keys(source).length === 0 ? `volume "${name}" (Projected) has no sources provided` : [],
    ),
    ...overlaps((projected?.sources ?? []).flatMap(projectedFiles)).map(say('Projected')),
  ];
}

function projectedFiles({ configMap, secret, downwardAPI, serviceAccountToken }: VolumeProjection): PlacedFile[] {
  return [
    ...filesOf(configMap?.items, `ConfigMap "${configMap?.name ?? ''}"`),
    ...filesOf(secret?.items, `Secret "${secret?.name ?? ''}"`),
    ...filesOf(downwardAPI?.items, 'DownwardAPI'),
    ...(serviceAccountToken === undefined ? [] : filesOf([serviceAccountToken], 'ServiceAccountToken')),
  ];
}

function filesOf(items: readonly { path: string }[] | undefined, source: string): PlacedFile[] {
  return (items ?? []).map(({ path }) => ({ path: (path ?? '').replace(/\/+$/, ''), source }));
}

/** Files that are the same, or that lie below one another. */
function overlaps(files: readonly PlacedFile[]): string[] {
  return files.flatMap((file, index) =>
    files
      .slice(0, index)
      .flatMap((other) => (isBelow(file, other) || isBelow(other, file) ? `${show(file)} with ${show(other)}` : [])),
  );
}

function isBelow(file: PlacedFile, folder: PlacedFile): boolean {
  return file.path !== '' && folder.path !== '' && `${file.path}/`.startsWith(`${folder.path}/`);
}

function show({ path, source }: PlacedFile): string {
  return source === '' ? `"${path}"` : `"${path}" (${source})`;
}
