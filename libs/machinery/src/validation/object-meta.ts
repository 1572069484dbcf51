import { checkDnsLabel } from '../names/dns-names.ts';
import { checkLabelKey, checkLabelValue } from '../names/label-names.ts';
import { checkName, checkNamePrefix, type NameRule } from '../names/object-names.ts';
import type { ManagedFieldsEntry, ObjectMeta } from '../object.ts';
import { type FieldError, forbidden, invalid, required, tooLong } from '../status/field-error.ts';
import { FOREGROUND_FINALIZER, ORPHAN_FINALIZER } from './finalizers.ts';
import { validateOwnerReferences } from './owner-references.ts';

/** The keys and values of an object's annotations together, in bytes. */
const ANNOTATIONS_LIMIT = 256 * 1024;
const MANAGER_LIMIT = 128;
const SUBRESOURCE_LIMIT = 256;

export interface ObjectMetaRules {
  readonly namespaced: boolean;
  readonly nameRule: NameRule;
}

/** What is wrong with the metadata of an object, new or changed. In upstream's words, as all of this folder. */
export function validateObjectMeta(metadata: ObjectMeta, rules: ObjectMetaRules): FieldError[] {
  return [
    ...validateName(metadata, rules.nameRule),
    ...validateNamespace(metadata, rules.namespaced),
    ...((metadata.generation ?? 0) < 0
      ? [invalid('metadata.generation', metadata.generation, 'must be greater than or equal to 0')]
      : []),
    ...validateLabels(metadata.labels, 'metadata.labels'),
    ...validateAnnotations(metadata.annotations),
    ...validateOwnerReferences(metadata.ownerReferences),
    ...validateFinalizers(metadata.finalizers),
    ...(metadata.managedFields ?? []).flatMap(validateManagedFields),
    ...unqualifiedFinalizers(metadata),
  ];
}

/** What may not change of an object's metadata, and what must be there in an update. */
export function validateObjectMetaUpdate(next: ObjectMeta, previous: ObjectMeta): FieldError[] {
  return [
    ...(previous.deletionTimestamp ? validateNoNewFinalizers(next, previous) : []),
    ...(next.resourceVersion ? [] : [invalid('metadata.resourceVersion', '', 'must be specified for an update')]),
    ...((next.generation ?? 0) < (previous.generation ?? 0)
      ? [invalid('metadata.generation', next.generation ?? 0, 'must not be decremented')]
      : []),
    ...IMMUTABLE.flatMap(({ field, absent }) =>
      validateUnchanged(field, next[field] ?? absent, previous[field] ?? absent),
    ),
    ...validateLabels(next.labels, 'metadata.labels'),
    ...validateAnnotations(next.annotations),
    ...validateOwnerReferences(next.ownerReferences),
    ...(next.managedFields ?? []).flatMap(validateManagedFields),
    ...unqualifiedFinalizers(next),
  ];
}

/** Labels, wherever they stand; all errors are at `field`. */
export function validateLabels(labels: Readonly<Record<string, string>> | undefined, field: string): FieldError[] {
  return Object.entries(labels ?? {}).flatMap(([key, value]) => [
    ...checkLabelKey(key).map((complaint) => invalid(field, key, complaint)),
    ...checkLabelValue(value).map((complaint) => invalid(field, value, complaint)),
  ]);
}

const IMMUTABLE = [
  { field: 'name', absent: '' },
  { field: 'namespace', absent: '' },
  { field: 'uid', absent: '' },
  { field: 'creationTimestamp', absent: null },
  { field: 'deletionTimestamp', absent: null },
  { field: 'deletionGracePeriodSeconds', absent: null },
] as const;

function validateUnchanged(field: string, next: unknown, previous: unknown): FieldError[] {
  return next === previous ? [] : [invalid(`metadata.${field}`, next, 'field is immutable')];
}

function validateName({ name = '', generateName = '' }: ObjectMeta, rule: NameRule): FieldError[] {
  const prefixComplaints = generateName === '' ? [] : checkNamePrefix(generateName, rule);
  return [
    ...prefixComplaints.map((complaint) => invalid('metadata.generateName', generateName, complaint)),
    ...(name === ''
      ? [required('metadata.name', 'name or generateName is required')]
      : checkName(name, rule).map((complaint) => invalid('metadata.name', name, complaint))),
  ];
}

function validateNamespace({ namespace = '' }: ObjectMeta, namespaced: boolean): FieldError[] {
  if (!namespaced) return namespace === '' ? [] : [forbidden('metadata.namespace', 'not allowed on this type')];
  if (namespace === '') return [required('metadata.namespace')];
  return checkDnsLabel(namespace).map((complaint) => invalid('metadata.namespace', namespace, complaint));
}

/** Keys are label keys in which case does not matter. */
function validateAnnotations(annotations: Readonly<Record<string, string>> = {}): FieldError[] {
  const entries = Object.entries(annotations);
  const size = entries.reduce((sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(value), 0);
  return [
    ...entries.flatMap(([key]) =>
      checkLabelKey(key.toLowerCase()).map((complaint) => invalid('metadata.annotations', key, complaint)),
    ),
    ...(size > ANNOTATIONS_LIMIT ? [tooLong('metadata.annotations', ANNOTATIONS_LIMIT)] : []),
  ];
}

function validateFinalizers(finalizers: readonly string[] = []): FieldError[] {
  const field = 'metadata.finalizers';
  const errors = finalizers.flatMap((finalizer) =>
    checkLabelKey(finalizer).map((complaint) => invalid(field, finalizer, complaint)),
  );
  if (!finalizers.includes(ORPHAN_FINALIZER) || !finalizers.includes(FOREGROUND_FINALIZER)) return errors;
  return [
    ...errors,
    invalid(field, finalizers, `finalizer ${ORPHAN_FINALIZER} and ${FOREGROUND_FINALIZER} cannot be both set`),
  ];
}

/** Only Kubernetes' own finalizers need not say whose they are. */
function unqualifiedFinalizers({ finalizers = [] }: ObjectMeta): FieldError[] {
  return finalizers.flatMap((finalizer, index) => {
    if (finalizer.includes('/') || ['kubernetes', ORPHAN_FINALIZER, FOREGROUND_FINALIZER].includes(finalizer))
      return [];
    const why = 'name is neither a standard finalizer name nor is it fully qualified';
    return [invalid(`metadata.finalizers[${index}]`, finalizer, why)];
  });
}

function validateNoNewFinalizers(next: ObjectMeta, previous: ObjectMeta): FieldError[] {
  const added = (next.finalizers ?? []).filter((finalizer) => !previous.finalizers?.includes(finalizer));
  if (added.length === 0) return [];
  const list = [...new Set(added)].sort().map((finalizer) => JSON.stringify(finalizer));
  const what = `found new finalizers []string{${list.join(', ')}}`;
  return [forbidden('metadata.finalizers', `no new finalizers can be added if the object is being deleted, ${what}`)];
}

function validateManagedFields(entry: ManagedFieldsEntry, index: number): FieldError[] {
  const { operation = '', fieldsType = '', manager = '', subresource = '' } = entry;
  const field = `metadata.managedFields[${index}]`;
  const errors: FieldError[] = [];
  if (operation !== 'Apply' && operation !== 'Update') {
    errors.push(invalid(`${field}.operation`, operation, 'must be `Apply` or `Update`'));
  }
  if (fieldsType !== '' && fieldsType !== 'FieldsV1') {
    errors.push(invalid(`${field}.fieldsType`, fieldsType, 'must be `FieldsV1`'));
  }
  if (Buffer.byteLength(manager) > MANAGER_LIMIT) errors.push(tooLong(`${field}.manager`, MANAGER_LIMIT));
  if (Buffer.byteLength(subresource) > SUBRESOURCE_LIMIT) {
    errors.push(tooLong(`${field}.subresource`, SUBRESOURCE_LIMIT));
  }
  return errors;
}
