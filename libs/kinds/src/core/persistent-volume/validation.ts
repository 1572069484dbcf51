import type { FieldError, KubernetesObject } from '@flotilla/machinery';
import {
  checkDnsSubdomain,
  forbidden,
  formatQuantity,
  invalid,
  notSupported,
  parseQuantity,
  required,
  wholeValueOf,
} from '@flotilla/machinery';
import type { PersistentVolume, PersistentVolumeSpec } from '../../generated/types/core-v1.ts';
import type { FieldErrors } from '../../rules/field-rules.ts';
import { immutable, invalidEach, supportedValue } from '../../rules/field-rules.ts';
import { sameValue } from '../../rules/same-value.ts';
import { unifiedDiff } from '../../rules/unified-diff.ts';
import { accessModesErrors } from '../persistent-volume-claim/access-modes.ts';
import { nodeSelectorErrors } from '../pod/validation/affinity.ts';
import { persistentVolumeSources, sourceErrors } from './sources.ts';

export function validatePersistentVolume(object: KubernetesObject): FieldError[] {
  const { metadata, spec = {} } = object as PersistentVolume & KubernetesObject;
  return [...specErrors('spec', spec, metadata.name ?? '')];
}

function* specErrors(field: string, spec: PersistentVolumeSpec, name: string): FieldErrors {
  if ((spec.accessModes ?? []).length === 0) yield required(`${field}.accessModes`);
  yield* accessModesErrors(`${field}.accessModes`, spec.accessModes ?? []);
  yield* capacityErrors(`${field}.capacity`, spec.capacity ?? {});
  const policies = ['Delete', 'Recycle', 'Retain'];
  yield* supportedValue(`${field}.persistentVolumeReclaimPolicy`, spec.persistentVolumeReclaimPolicy, policies);
  yield* affinityErrors(`${field}.nodeAffinity`, spec);
  yield* sourceErrors(field, spec, name);
  if (spec.hostPath?.path === '/' && spec.persistentVolumeReclaimPolicy === 'Recycle') {
    yield forbidden(`${field}.persistentVolumeReclaimPolicy`, "may not be 'recycle' for a hostPath mount of '/'");
  }
  const { storageClassName } = spec;
  if (storageClassName) {
    yield* invalidEach(`${field}.storageClassName`, storageClassName, checkDnsSubdomain(storageClassName));
  }
  yield* supportedValue(`${field}.volumeMode`, spec.volumeMode, ['Block', 'Filesystem']);
  yield* attributesClassErrors(field, spec);
}

function* attributesClassErrors(
  field: string,
  { volumeAttributesClassName: name, csi }: PersistentVolumeSpec,
): FieldErrors {
  if (name === undefined) return;
  if (name === '') yield required(`${field}.volumeAttributesClassName`, 'an empty string is disallowed');
  else yield* invalidEach(`${field}.volumeAttributesClassName`, name, checkDnsSubdomain(name));
  if (csi === undefined) yield required(`${field}.csi`, 'has to be specified when using volumeAttributesClassName');
}

function* capacityErrors(field: string, capacity: Readonly<Record<string, string>>): FieldErrors {
  const names = Object.keys(capacity);
  if (names.length === 0) yield required(field);
  if (names.length !== 1 || names[0] !== 'storage') {
    yield notSupported(field, names.length === 0 ? undefined : capacity, ['storage']);
  }
  for (const [name, text] of Object.entries(capacity)) {
    const amount = parseQuantity(text);
    if (amount.nano < 0n) yield invalid(`${field}[${name}]`, wholeValueOf(amount), 'must be a valid resource quantity');
    if (amount.nano <= 0n) yield invalid(`${field}[${name}]`, formatQuantity(amount), 'must be greater than zero');
  }
}

function* affinityErrors(field: string, { nodeAffinity }: PersistentVolumeSpec): FieldErrors {
  if (nodeAffinity === undefined) return;
  if (nodeAffinity.required === undefined)
    yield required(`${field}.required`, 'must specify required node constraints');
  else yield* nodeSelectorErrors(`${field}.required`, nodeAffinity.required);
}

export function validatePersistentVolumeUpdate(next: KubernetesObject, previous: KubernetesObject): FieldError[] {
  return [...updateErrors((next as PersistentVolume).spec ?? {}, (previous as PersistentVolume).spec ?? {})];
}

/** The reference names some of these fields without the path that leads to them. */
function* updateErrors(next: PersistentVolumeSpec, previous: PersistentVolumeSpec): FieldErrors {
  const [source, before] = [sourceOf(next), sourceOf(previous)];
  if (!sameValue(source, before)) {
    const why = `spec.persistentvolumesource is immutable after creation\n${unifiedDiff(before, source)}`;
    yield forbidden('spec.persistentvolumesource', why);
  }
  yield* immutable('volumeMode', next.volumeMode, previous.volumeMode);
  if (previous.nodeAffinity !== undefined && !sameValue(next.nodeAffinity, previous.nodeAffinity)) {
    const why = 'field is immutable, except for updating from beta label to GA';
    yield invalid('nodeAffinity', next.nodeAffinity, why);
  }
}

function sourceOf(spec: PersistentVolumeSpec): Partial<PersistentVolumeSpec> {
  const present = persistentVolumeSources.filter((name) => spec[name] !== undefined);
  return Object.fromEntries(present.map((name) => [name, spec[name]]));
}
