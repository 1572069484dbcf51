import { checkDnsSubdomain, forbidden, invalid, parseQuantity, required, tooLong } from '@flotilla/machinery';
import type { Volume } from '../../../generated/types/core-v1.ts';
import type { FieldErrors } from '../../../rules/field-rules.ts';
import { invalidEach, oneOf } from '../../../rules/field-rules.ts';
import { withoutBacksteps } from '../../../rules/path-rules.ts';
import { claimSpecErrors } from '../../persistent-volume-claim/spec-errors.ts';
import { configMapVolume, downwardVolume, secretVolume } from './file-volumes.ts';
import { projectedVolume } from './projected-volume.ts';
import * as remote from './remote-volumes.ts';
import type { VolumePlace } from './volume-place.ts';

export interface VolumeSourceRule {
  readonly name: Exclude<keyof Volume, 'name'>;
  /** How the reference names the field in errors below it, where that is not its name. */
  readonly path?: string;
  /** How the reference spells the field where it is one too many. */
  readonly spelled?: string;
  errors(field: string, volume: Volume, place: VolumePlace): FieldErrors;
}

const pullPolicies = ['Always', 'IfNotPresent', 'Never'];

/** In the reference's order, which decides which of two sources is one too many. */
export const volumeSourceErrors: readonly VolumeSourceRule[] = [
  { name: 'emptyDir', errors: emptyDirectory },
  { name: 'hostPath', errors: hostPath },
  { name: 'gitRepo', errors: remote.gitRepo },
  { name: 'gcePersistentDisk', path: 'persistentDisk', errors: remote.gcePersistentDisk },
  { name: 'awsElasticBlockStore', errors: remote.awsElasticBlockStore },
  { name: 'secret', errors: secretVolume },
  { name: 'nfs', errors: remote.nfs },
  { name: 'iscsi', errors: remote.iscsi },
  { name: 'glusterfs', errors: remote.glusterfs },
  { name: 'flocker', errors: remote.flocker },
  { name: 'persistentVolumeClaim', errors: persistentVolumeClaim },
  { name: 'rbd', errors: remote.rbd },
  { name: 'cinder', errors: remote.cinder },
  { name: 'cephfs', spelled: 'cephFS', errors: remote.cephfs },
  { name: 'quobyte', errors: remote.quobyte },
  { name: 'downwardAPI', spelled: 'downwarAPI', errors: downwardVolume },
  { name: 'fc', errors: remote.fibreChannel },
  { name: 'flexVolume', errors: remote.flexVolume },
  { name: 'configMap', errors: configMapVolume },
  { name: 'azureFile', errors: remote.azureFile },
  { name: 'vsphereVolume', errors: remote.vsphereVolume },
  { name: 'photonPersistentDisk', errors: remote.photonPersistentDisk },
  { name: 'portworxVolume', errors: remote.portworxVolume },
  { name: 'azureDisk', errors: remote.azureDisk },
  { name: 'storageos', errors: remote.storageos },
  { name: 'projected', errors: projectedVolume },
  { name: 'scaleIO', errors: remote.scaleIO },
  { name: 'csi', errors: csi },
  { name: 'ephemeral', errors: ephemeral },
  { name: 'image', errors: image },
];

function* emptyDirectory(field: string, { emptyDir }: Volume): FieldErrors {
  if (emptyDir?.sizeLimit !== undefined && parseQuantity(emptyDir.sizeLimit).nano < 0n) {
    yield forbidden(`${field}.sizeLimit`, 'SizeLimit field must be a valid resource quantity');
  }
}

const hostPathTypes = [
  '',
  'BlockDevice',
  'CharDevice',
  'Directory',
  'DirectoryOrCreate',
  'File',
  'FileOrCreate',
  'Socket',
];

function* hostPath(field: string, { hostPath: source }: Volume): FieldErrors {
  if (!source?.path) return yield required(`${field}.path`);
  yield* withoutBacksteps(`${field}.path`, source.path);
  if (source.type) yield* oneOf(`${field}.type`, source.type, hostPathTypes);
}

function* persistentVolumeClaim(field: string, { persistentVolumeClaim: claim }: Volume): FieldErrors {
  if (!claim?.claimName) yield required(`${field}.claimName`);
}

function* csi(field: string, { csi: source }: Volume): FieldErrors {
  yield* driverName(`${field}.driver`, source?.driver ?? '');
  const secret = source?.nodePublishSecretRef;
  if (secret === undefined) return;
  if (!secret.name) yield required(`${field}.nodePublishSecretRef.name`);
  else yield* invalidEach(`${field}.name`, secret.name, checkDnsSubdomain(secret.name));
}

/** The longest name of a CSI driver, in bytes, as the CSI specification has it. */
const driverNameLimit = 63;

function* driverName(field: string, name: string): FieldErrors {
  if (name === '') return yield required(field);
  if (name.length > driverNameLimit) yield tooLong(field, driverNameLimit);
  yield* invalidEach(field, name, checkDnsSubdomain(name.toLowerCase()));
}

function* ephemeral(field: string, { name, ephemeral: source }: Volume, place: VolumePlace): FieldErrors {
  const template = source?.volumeClaimTemplate;
  if (template === undefined) yield required(`${field}.volumeClaimTemplate`);
  else yield* claimSpecErrors(`${field}.volumeClaimTemplate.spec`, template.spec ?? {});
  if (!place.podName || !name) return;
  const claim = `${place.podName}-${name}`;
  for (const message of checkDnsSubdomain(claim)) {
    yield invalid(`${place.field}.name`, name, `PVC name ${JSON.stringify(claim)}: ${message}`);
  }
}

function* image(field: string, { image: source }: Volume): FieldErrors {
  if (!source?.reference) yield required(`${field}.reference`);
  yield* oneOf(`${field}.pullPolicy`, source?.pullPolicy, pullPolicies);
}
