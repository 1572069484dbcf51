import { invalid, required } from '@flotilla/machinery';
import type { DownwardAPIVolumeFile, KeyToPath, Volume } from '../../../generated/types/core-v1.ts';
import type { FieldErrors } from '../../../rules/field-rules.ts';
import { requireTexts } from '../../../rules/field-rules.ts';
import { descendingFilePath, fileMode } from '../../../rules/path-rules.ts';
import { fieldReference, resourceReference } from './downward-references.ts';

export function* secretVolume(field: string, { secret }: Volume): FieldErrors {
  if (secret === undefined) return;
  yield* requireTexts(field, secret, ['secretName']);
  yield* fileMode(`${field}.defaultMode`, secret.defaultMode);
  yield* keysToPaths(`${field}.items`, secret.items);
}

export function* configMapVolume(field: string, { configMap }: Volume): FieldErrors {
  if (configMap === undefined) return;
  yield* requireTexts(field, configMap, ['name']);
  yield* fileMode(`${field}.defaultMode`, configMap.defaultMode);
  yield* keysToPaths(`${field}.items`, configMap.items);
}

export function* downwardVolume(field: string, { downwardAPI }: Volume): FieldErrors {
  yield* fileMode(`${field}.defaultMode`, downwardAPI?.defaultMode);
  for (const file of downwardAPI?.items ?? []) yield* downwardFile(field, file);
}

export function* keysToPaths(field: string, items: readonly KeyToPath[] | undefined): FieldErrors {
  for (const [index, item] of (items ?? []).entries()) {
    const path = `${field}[${index}]`;
    yield* requireTexts(path, item, ['key', 'path']);
    yield* descendingFilePath(`${path}.path`, item.path ?? '');
    yield* fileMode(`${path}.mode`, item.mode);
  }
}

const fileFields = ['metadata.annotations', 'metadata.labels', 'metadata.name', 'metadata.namespace', 'metadata.uid'];

/** `field` is the volume's: the reference does not say which file. */
export function* downwardFile(field: string, file: DownwardAPIVolumeFile): FieldErrors {
  yield* requireTexts(field, file, ['path']);
  yield* descendingFilePath(`${field}.path`, file.path ?? '');
  yield* downwardSource(field, file);
  yield* fileMode(`${field}.mode`, file.mode);
}

function* downwardSource(field: string, { fieldRef, resourceFieldRef }: DownwardAPIVolumeFile): FieldErrors {
  if (fieldRef !== undefined) {
    yield* fieldReference(`${field}.fieldRef`, fieldRef, fileFields);
    if (resourceFieldRef !== undefined) {
      yield invalid(field, 'resource', 'fieldRef and resourceFieldRef can not be specified simultaneously');
    }
  } else if (resourceFieldRef !== undefined) {
    if (!resourceFieldRef.containerName) yield required(`${field}.resourceFieldRef.containerName`);
    else yield* resourceReference(`${field}.resourceFieldRef`, resourceFieldRef);
  } else yield required(field, 'one of fieldRef and resourceFieldRef is required');
}
