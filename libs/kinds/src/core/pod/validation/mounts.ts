import { forbidden, invalid, notFound, required } from '@flotilla/machinery';
import type { VolumeDevice, VolumeMount } from '../../../generated/types/core-v1.ts';
import type { FieldErrors } from '../../../rules/field-rules.ts';
import { supportedValue } from '../../../rules/field-rules.ts';
import { descendingPath } from '../../../rules/path-rules.ts';
import type { AnyContainer } from '../containers.ts';
import type { UsableVolumes } from './volumes.ts';

const propagations = ['Bidirectional', 'HostToContainer', 'None'];
const recursions = ['Disabled', 'Enabled', 'IfPossible'];

export function* mountsErrors(field: string, container: AnyContainer, volumes: UsableVolumes): FieldErrors {
  const { volumeMounts = [], volumeDevices = [] } = container;
  const paths = new Set<string>();
  for (const [index, mount] of volumeMounts.entries()) {
    const path = `${field}[${index}]`;
    yield* placeErrors(path, mount, volumes, paths);
    yield* beside(path, mount, volumeDevices);
    yield* subPathErrors(field, path, mount);
    yield* propagationErrors(`${field}.mountPropagation`, mount, container);
    yield* recursionErrors(`${field}.recursiveReadOnly`, mount);
  }
}

function* placeErrors(field: string, mount: VolumeMount, volumes: UsableVolumes, paths: Set<string>): FieldErrors {
  const { name = '', mountPath = '' } = mount;
  if (!name) yield required(`${field}.name`);
  if (!volumes.has(name)) yield notFound(`${field}.name`, name);
  if (!mountPath) yield required(`${field}.mountPath`);
  if (paths.has(mountPath)) yield invalid(`${field}.mountPath`, mountPath, 'must be unique');
  paths.add(mountPath);
}

function* beside(field: string, { name, mountPath }: VolumeMount, devices: readonly VolumeDevice[]): FieldErrors {
  if (devices.some((device) => device.name === name)) {
    yield invalid(`${field}.name`, name, 'must not already exist in volumeDevices');
  }
  if (devices.some(({ devicePath }) => devicePath === mountPath)) {
    yield invalid(`${field}.mountPath`, mountPath, 'must not already exist as a path in volumeDevices');
  }
}

/** `list` is the path of all mounts, which is where the reference reports these. */
function* subPathErrors(list: string, field: string, { subPath, subPathExpr }: VolumeMount): FieldErrors {
  if (subPath) yield* descendingPath(`${list}.subPath`, subPath);
  if (!subPathExpr) return;
  if (subPath) yield invalid(`${field}.subPathExpr`, subPathExpr, 'subPathExpr and subPath are mutually exclusive');
  yield* descendingPath(`${list}.subPathExpr`, subPathExpr);
}

function* propagationErrors(field: string, { mountPropagation }: VolumeMount, container: AnyContainer): FieldErrors {
  if (mountPropagation === undefined) return;
  yield* supportedValue(field, mountPropagation, propagations);
  if (mountPropagation === 'Bidirectional' && container.securityContext?.privileged !== true) {
    yield forbidden(field, 'Bidirectional mount propagation is available only to privileged containers');
  }
}

function* recursionErrors(field: string, mount: VolumeMount): FieldErrors {
  const { recursiveReadOnly, readOnly, mountPropagation } = mount;
  if (recursiveReadOnly === undefined || recursiveReadOnly === 'Disabled') return;
  yield* supportedValue(field, recursiveReadOnly, recursions);
  if (!recursions.includes(recursiveReadOnly)) return;
  if (!readOnly) yield forbidden(field, 'may only be specified when readOnly is true');
  if (mountPropagation !== undefined && mountPropagation !== 'None') {
    yield forbidden(field, 'may only be specified when mountPropagation is None or not specified');
  }
}

export function* devicesErrors(field: string, container: AnyContainer, volumes: UsableVolumes): FieldErrors {
  const { volumeMounts = [], volumeDevices = [] } = container;
  const [names, paths] = [new Set<string>(), new Set<string>()];
  for (const [index, device] of volumeDevices.entries()) {
    const path = `${field}[${index}]`;
    yield* deviceNameErrors(`${path}.name`, device.name, volumes, names);
    yield* devicePathErrors(`${path}.devicePath`, device.devicePath, paths);
    if (volumeMounts.some(({ name }) => name === device.name)) {
      yield invalid(`${path}.name`, device.name, 'must not already exist in volumeMounts');
    }
    if (volumeMounts.some(({ mountPath }) => mountPath === device.devicePath)) {
      yield invalid(`${path}.devicePath`, device.devicePath, 'must not already exist as a path in volumeMounts');
    }
  }
}

function* deviceNameErrors(field: string, name = '', volumes: UsableVolumes, names: Set<string>): FieldErrors {
  const volume = volumes.get(name);
  if (!name) yield required(field);
  if (names.has(name)) yield invalid(field, name, 'must be unique');
  if (volume === undefined) yield notFound(field, name);
  else if (volume.persistentVolumeClaim === undefined && volume.ephemeral === undefined) {
    yield invalid(field, name, 'can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode');
  }
  if (name) names.add(name);
}

function* devicePathErrors(field: string, path = '', paths: Set<string>): FieldErrors {
  if (!path) yield required(field);
  if (paths.has(path)) yield invalid(field, path, 'must be unique');
  if (path.split('/').includes('..')) yield invalid(field, path, "can not contain backsteps ('..')");
  else paths.add(path);
}
