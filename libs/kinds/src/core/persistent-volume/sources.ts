import { forbidden, required } from '@flotilla/machinery';
import type { PersistentVolumeSpec, Volume } from '../../generated/types/core-v1.ts';
import type { FieldErrors } from '../../rules/field-rules.ts';
import { requireTexts } from '../../rules/field-rules.ts';
import { withoutBacksteps } from '../../rules/path-rules.ts';
import { volumeSourceErrors } from '../pod/validation/volume-sources.ts';

/** What a volume may be, in the reference's order, which decides which of two is one too many. */
export const persistentVolumeSources = [
  'hostPath',
  'gcePersistentDisk',
  'awsElasticBlockStore',
  'glusterfs',
  'flocker',
  'nfs',
  'rbd',
  'quobyte',
  'cephfs',
  'iscsi',
  'cinder',
  'fc',
  'flexVolume',
  'azureFile',
  'vsphereVolume',
  'photonPersistentDisk',
  'portworxVolume',
  'azureDisk',
  'scaleIO',
  'local',
  'storageos',
  'csi',
] as const satisfies readonly (keyof PersistentVolumeSpec)[];

type SourceName = (typeof persistentVolumeSources)[number];

/** Only the first source is looked into; each further one is forbidden. */
export function* sourceErrors(field: string, spec: PersistentVolumeSpec, name: string): FieldErrors {
  const [first, ...others] = persistentVolumeSources.filter((source) => spec[source] !== undefined);
  if (first === undefined) yield required(field, 'must specify a volume type');
  else yield* errorsOf(field, first, spec, name);
  for (const other of others) yield forbidden(`${field}.${other}`, 'may not specify more than 1 volume type');
}

function* errorsOf(field: string, source: SourceName, spec: PersistentVolumeSpec, name: string): FieldErrors {
  if (source === 'local') yield* localErrors(field, spec);
  else if (source === 'csi') yield* requireTexts(`${field}.csi`, spec.csi ?? {}, ['driver', 'volumeHandle'] as never);
  else {
    // A Pod's volume of the same name has the same fields.
    const rule = volumeSourceErrors.find((one) => one.name === source);
    const volume = { name, ...spec } as unknown as Volume;
    yield* rule?.errors(`${field}.${rule.path ?? source}`, volume, { field, podName: '' }) ?? [];
  }
}

function* localErrors(field: string, { local, nodeAffinity }: PersistentVolumeSpec): FieldErrors {
  if (!local?.path) yield required(`${field}.local.path`);
  else yield* withoutBacksteps(`${field}.local.path`, local.path);
  if (nodeAffinity === undefined) yield required(`${field}.nodeAffinity`, 'Local volume requires node affinity');
}
