import { forbidden, invalid, required } from '@flotilla/machinery';
import type { ServiceAccountTokenProjection, Volume, VolumeProjection } from '../../../generated/types/core-v1.ts';
import type { FieldErrors } from '../../../rules/field-rules.ts';
import { descendingFilePath, fileMode } from '../../../rules/path-rules.ts';
import { downwardFile, keysToPaths } from './file-volumes.ts';

/** Token life times in seconds: Source: the TokenRequest API. */
const leastTokenSeconds = 600;
const mostTokenSeconds = 2 ** 32;

export function* projectedVolume(field: string, { projected }: Volume): FieldErrors {
  yield* fileMode(`${field}.defaultMode`, projected?.defaultMode);
  const taken = new Set<string>();
  for (const [index, source] of (projected?.sources ?? []).entries()) {
    const path = `${field}.sources[${index}]`;
    yield* keyedSources(path, source, field, taken);
    yield* downwardSource(path, source, field, taken);
    if (source.serviceAccountToken !== undefined) {
      yield* tokenSource(`${path}.serviceAccountToken`, source.serviceAccountToken, field);
    }
    if (Object.keys(source).length > 1) yield forbidden(path, 'may not specify more than 1 volume type per source');
  }
}

function* keyedSources(path: string, source: VolumeProjection, field: string, taken: Set<string>): FieldErrors {
  for (const kind of ['secret', 'configMap'] as const) {
    const projection = source[kind];
    if (projection === undefined) continue;
    if (!projection.name) yield required(`${path}.${kind}.name`);
    yield* keysToPaths(`${path}.${kind}.items`, projection.items);
    for (const item of projection.items ?? []) yield* takePath(field, item.path, projection.name ?? '', taken);
  }
}

function* downwardSource(path: string, source: VolumeProjection, field: string, taken: Set<string>): FieldErrors {
  for (const file of source.downwardAPI?.items ?? []) {
    yield* downwardFile(`${path}.downwardAPI`, file);
    yield* takePath(field, file.path, file.path, taken);
  }
}

function* tokenSource(path: string, token: ServiceAccountTokenProjection, field: string): FieldErrors {
  const seconds = token.expirationSeconds ?? 0;
  if (seconds < leastTokenSeconds) {
    yield invalid(`${path}.expirationSeconds`, seconds, 'may not specify a duration less than 10 minutes');
  }
  if (seconds > mostTokenSeconds) {
    yield invalid(`${path}.expirationSeconds`, seconds, 'may not specify a duration larger than 2^32 seconds');
  }
  if (!token.path) yield required(`${field}.path`);
  else yield* descendingFilePath(`${field}.path`, token.path);
}

function* takePath(field: string, path: string, shown: string, taken: Set<string>): FieldErrors {
  if (!path) return;
  if (taken.has(path)) yield invalid(field, shown, 'conflicting duplicate paths');
  taken.add(path);
}
