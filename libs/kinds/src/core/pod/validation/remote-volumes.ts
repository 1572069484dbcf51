import { checkDnsLabel, invalid, notSupported, required } from '@flotilla/machinery';
import type { Volume } from '../../../generated/types/core-v1.ts';
import type { FieldErrors } from '../../../rules/field-rules.ts';
import { invalidEach, requireTexts, within } from '../../../rules/field-rules.ts';
import { descendingPath } from '../../../rules/path-rules.ts';
import type { VolumePlace } from './volume-place.ts';

/*
 * Volumes that other machines serve. None is mounted by this version; the rules keep what is stored valid for tools
 * and for later versions.
 */

export function* gitRepo(field: string, { gitRepo: source }: Volume): FieldErrors {
  if (source === undefined) return;
  yield* requireTexts(field, source, ['repository']);
  yield* descendingPath(`${field}.directory`, source.directory ?? '');
}

export function* gcePersistentDisk(field: string, { gcePersistentDisk: disk }: Volume): FieldErrors {
  if (disk === undefined) return;
  yield* requireTexts(field, disk, ['pdName']);
  yield* partition(`${field}.partition`, disk.partition);
}

export function* awsElasticBlockStore(field: string, { awsElasticBlockStore: disk }: Volume): FieldErrors {
  if (disk === undefined) return;
  yield* requireTexts(field, disk, ['volumeID']);
  yield* partition(`${field}.partition`, disk.partition);
}

/** Zero is allowed although the message says otherwise. */
function* partition(field: string, value = 0): FieldErrors {
  if (value < 0 || value > 255) yield invalid(field, value, 'must be between 1 and 255, inclusive');
}

export function* nfs(field: string, { nfs: source }: Volume): FieldErrors {
  if (source === undefined) return;
  yield* requireTexts(field, source, ['server', 'path']);
  if (!source.path?.startsWith('/')) yield invalid(`${field}.path`, source.path ?? '', 'must be an absolute path');
}

/** What the name and the portal of an iSCSI volume with an initiator may be together, in characters. */
const portalLimit = 64;

export function* iscsi(field: string, { name, iscsi: source }: Volume, place: VolumePlace): FieldErrors {
  if (source === undefined) return;
  yield* requireTexts(field, source, ['targetPortal', 'iqn']);
  if (source.iqn) yield* qualifiedName(`${field}.iqn`, source.iqn);
  yield* within(`${field}.lun`, source.lun, 0, 255);
  if ((source.chapAuthDiscovery || source.chapAuthSession) && source.secretRef === undefined) {
    yield required(`${field}.secretRef`);
  }
  if (source.initiatorName === undefined) return;
  yield* qualifiedName(`${field}.initiatorname`, source.initiatorName);
  if (`${name}:${source.targetPortal}`.length > portalLimit) {
    const why =
      'Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.';
    yield invalid(`${place.field}.name`, name, why);
  }
}

const qualifiedNames: Readonly<Record<string, RegExp>> = {
  iqn: /iqn\.\d{4}-\d{2}\.([A-Za-z0-9.-]+)(:[^,;*&$|\s]+)$/,
  eui: /^eui.[A-Za-z0-9]{16}$/,
  naa: /^naa.[A-Za-z0-9]{32}$/,
};

/** Source: RFC 3720, section 3.2.6.3. */
function* qualifiedName(field: string, name: string): FieldErrors {
  const pattern = qualifiedNames[name.slice(0, 3)];
  if (pattern === undefined) yield invalid(field, name, 'must be valid format starting with iqn, eui, or naa');
  else if (!pattern.test(name)) yield invalid(field, name, 'must be valid format');
}

export function* glusterfs(field: string, { glusterfs: source }: Volume): FieldErrors {
  if (source !== undefined) yield* requireTexts(field, source, ['endpoints', 'path']);
}

export function* flocker(field: string, { flocker: source }: Volume): FieldErrors {
  const { datasetName = '', datasetUUID = '' } = source ?? {};
  if (!datasetName && !datasetUUID) yield required(field, 'one of datasetName and datasetUUID is required');
  if (datasetName && datasetUUID) {
    yield invalid(field, 'resource', 'datasetName and datasetUUID can not be specified simultaneously');
  }
  if (datasetName.includes('/')) yield invalid(`${field}.datasetName`, datasetName, "must not contain '/'");
}

export function* rbd(field: string, { rbd: source }: Volume): FieldErrors {
  if ((source?.monitors ?? []).length === 0) yield required(`${field}.monitors`);
  if (!source?.image) yield required(`${field}.image`);
}

export function* cinder(field: string, { cinder: source }: Volume): FieldErrors {
  if (source !== undefined) yield* requireTexts(field, source, ['volumeID']);
  yield* secretName(field, source?.secretRef);
}

export function* cephfs(field: string, { cephfs: source }: Volume): FieldErrors {
  if ((source?.monitors ?? []).length === 0) yield required(`${field}.monitors`);
}

const hostAndPort = 'must be a host:port pair or multiple pairs separated by commas';

export function* quobyte(field: string, { quobyte: source }: Volume): FieldErrors {
  if (source === undefined) return;
  if (!source.registry) yield required(`${field}.registry`, hostAndPort);
  else if ((source.tenant ?? '').length >= 65) {
    yield required(`${field}.tenant`, 'must be a UUID and may not exceed a length of 64 characters');
  } else {
    for (const pair of source.registry.split(',')) {
      if (!/^(?:[^:[\]]*|\[[^[\]]*\]):[^:[\]]*$/.test(pair))
        yield invalid(`${field}.registry`, source.registry, hostAndPort);
    }
  }
  yield* requireTexts(field, source, ['volume']);
}

export function* fibreChannel(field: string, { fc: source }: Volume): FieldErrors {
  const { targetWWNs = [], wwids = [], lun } = source ?? {};
  if (targetWWNs.length === 0 && wwids.length === 0) {
    yield required(`${field}.targetWWNs`, 'must specify either targetWWNs or wwids, but not both');
  }
  if (targetWWNs.length === 0) return;
  if (wwids.length > 0) {
    yield invalid(`${field}.targetWWNs`, targetWWNs, 'targetWWNs and wwids can not be specified simultaneously');
  }
  if (lun === undefined) yield required(`${field}.lun`, 'lun is required if targetWWNs is specified');
  else yield* within(`${field}.lun`, lun, 0, 255);
}

export function* flexVolume(field: string, { flexVolume: source }: Volume): FieldErrors {
  if (source === undefined) return;
  yield* requireTexts(field, source, ['driver']);
  for (const key of Object.keys(source.options ?? {})) {
    const owner = `.${key.split('/')[0]?.toLowerCase()}`;
    if (owner.endsWith('.kubernetes.io') || owner.endsWith('.k8s.io')) {
      yield invalid(`${field}.options[${key}]`, key, 'kubernetes.io and k8s.io namespaces are reserved');
    }
  }
}

export function* azureFile(field: string, { azureFile: source }: Volume): FieldErrors {
  if (source !== undefined) yield* requireTexts(field, source, ['secretName', 'shareName']);
}

const managedDisk = '/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}';
const blobDisk = 'https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd';

export function* azureDisk(field: string, { azureDisk: disk }: Volume): FieldErrors {
  if (disk === undefined) return;
  yield* requireTexts(field, disk, ['diskName', 'diskURI']);
  yield* azureChoice(`${field}.cachingMode`, disk.cachingMode, ['None', 'ReadOnly', 'ReadWrite']);
  yield* azureChoice(`${field}.kind`, disk.kind, ['Dedicated', 'Managed', 'Shared']);
  const isManaged = disk.kind === 'Managed';
  const prefix = isManaged ? '/subscriptions/' : 'https://';
  if (disk.kind !== undefined && !disk.diskURI?.startsWith(prefix)) {
    yield notSupported(`${field}.diskURI`, disk.diskURI ?? '', [isManaged ? managedDisk : blobDisk]);
  }
}

function* azureChoice(field: string, value: string | undefined, supported: readonly string[]): FieldErrors {
  if (value !== undefined && !supported.includes(value)) yield notSupported(field, value, supported);
}

export function* vsphereVolume(field: string, { vsphereVolume: source }: Volume): FieldErrors {
  if (source !== undefined) yield* requireTexts(field, source, ['volumePath']);
}

export function* photonPersistentDisk(field: string, { photonPersistentDisk: disk }: Volume): FieldErrors {
  if (disk !== undefined) yield* requireTexts(field, disk, ['pdID']);
}

export function* portworxVolume(field: string, { portworxVolume: source }: Volume): FieldErrors {
  if (source !== undefined) yield* requireTexts(field, source, ['volumeID']);
}

export function* scaleIO(field: string, { scaleIO: source }: Volume): FieldErrors {
  if (source !== undefined) yield* requireTexts(field, source, ['gateway', 'system']);
  if (!source?.volumeName) yield required(`${field}.volumeName`);
}

export function* storageos(field: string, { storageos: source }: Volume): FieldErrors {
  const { volumeName, volumeNamespace, secretRef } = source ?? {};
  if (!volumeName) yield required(`${field}.volumeName`);
  else yield* invalidEach(`${field}.volumeName`, volumeName, checkDnsLabel(volumeName));
  if (volumeNamespace) yield* invalidEach(`${field}.volumeNamespace`, volumeNamespace, checkDnsLabel(volumeNamespace));
  yield* secretName(field, secretRef);
}

function* secretName(field: string, reference: { name?: string | undefined } | undefined): FieldErrors {
  if (reference !== undefined && !reference.name) yield required(`${field}.secretRef.name`);
}
