import { checkDnsLabel, duplicate, forbidden, invalid, required } from '@flotilla/machinery';
import type { Volume } from '../../../generated/types/core-v1.ts';
import type { FieldErrors } from '../../../rules/field-rules.ts';
import { invalidEach } from '../../../rules/field-rules.ts';
import { volumeSourceErrors } from './volume-sources.ts';

/** The volumes of a Pod that are right: what containers may mount. */
export type UsableVolumes = ReadonlyMap<string, Volume>;

/** `podName` is empty where it is not known: in templates. `usable` collects the volumes without an error. */
export function* volumesErrors(
  field: string,
  volumes: readonly Volume[],
  podName: string,
  usable: Map<string, Volume>,
): FieldErrors {
  const claims = new Set(
    volumes.filter(({ ephemeral }) => ephemeral && podName).map(({ name }) => `${podName}-${name}`),
  );
  for (const [index, volume] of volumes.entries()) {
    const path = `${field}[${index}]`;
    const errors = [...volumeErrors(path, volume, podName, usable)];
    if (errors.length === 0) usable.set(volume.name, volume);
    yield* errors;
    const claim = volume.persistentVolumeClaim?.claimName;
    if (claim !== undefined && claims.has(claim)) {
      const why = 'must not reference a PVC that gets created for an ephemeral volume';
      yield invalid(`${path}.persistentVolumeClaim.claimName`, claim, why);
    }
  }
}

function* volumeErrors(field: string, volume: Volume, podName: string, others: UsableVolumes): FieldErrors {
  yield* sourcesErrors(field, volume, podName);
  if (!volume.name) yield required(`${field}.name`);
  else yield* invalidEach(`${field}.name`, volume.name, checkDnsLabel(volume.name));
  if (others.has(volume.name)) yield duplicate(`${field}.name`, volume.name);
}

/** Only the first source is looked into; each further one is forbidden. */
function* sourcesErrors(field: string, volume: Volume, podName: string): FieldErrors {
  let found = 0;
  for (const source of volumeSourceErrors) {
    if (volume[source.name] === undefined) continue;
    found += 1;
    if (found === 1) yield* source.errors(`${field}.${source.path ?? source.name}`, volume, { field, podName });
    else yield forbidden(`${field}.${source.spelled ?? source.name}`, 'may not specify more than 1 volume type');
  }
  if (found === 0) yield required(field, 'must specify a volume type');
}
