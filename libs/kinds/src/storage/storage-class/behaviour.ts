import type { FieldError, KubernetesObject } from '@flotilla/machinery';
import { checkLabelKey, duplicate, invalid, required, tooLong } from '@flotilla/machinery';
import type { TopologySelectorLabelRequirement } from '../../generated/types/core-v1.ts';
import type { StorageClass } from '../../generated/types/storage-v1.ts';
import type { KindBehaviour } from '../../kind.ts';
import type { FieldErrors } from '../../rules/field-rules.ts';
import { immutable, invalidEach, supportedValue } from '../../rules/field-rules.ts';
import { labelKey } from '../../rules/label-rules.ts';
import { storageClassColumns } from './columns.ts';

export const storageClassBehaviour: KindBehaviour = {
  applyDefaults(object) {
    const storageClass = classOf(object);
    storageClass.reclaimPolicy ??= 'Delete';
    storageClass.volumeBindingMode ??= 'Immediate';
  },
  validate: (object) => [...classErrors(classOf(object))],
  validateUpdate: (next, previous): FieldError[] =>
    (['parameters', 'provisioner', 'reclaimPolicy', 'volumeBindingMode'] as const).flatMap((name) => [
      ...immutable(name, classOf(next)[name], classOf(previous)[name]),
    ]),
  columns: storageClassColumns,
};

const classOf = (object: KubernetesObject): StorageClass => object as unknown as StorageClass;

/** Keys and values of all parameters together, in bytes, and how many there may be. */
const parametersLimit = 256 * 1024;
const parameterCountLimit = 512;

function* classErrors(storageClass: StorageClass): FieldErrors {
  const { provisioner, parameters = {}, reclaimPolicy, volumeBindingMode } = storageClass;
  if (!provisioner) yield required('provisioner');
  else yield* invalidEach('provisioner', provisioner.toLowerCase(), checkLabelKey(provisioner.toLowerCase()));
  yield* parameterErrors('parameters', Object.entries(parameters));
  yield* supportedValue('reclaimPolicy', reclaimPolicy, ['Delete', 'Retain']);
  yield* supportedValue('volumeBindingMode', volumeBindingMode, ['Immediate', 'WaitForFirstConsumer']);
  for (const [index, { matchLabelExpressions = [] }] of (storageClass.allowedTopologies ?? []).entries()) {
    yield* topologyErrors(`allowedTopologies[${index}].matchLabelExpressions`, matchLabelExpressions);
  }
}

function* topologyErrors(field: string, requirements: readonly TopologySelectorLabelRequirement[]): FieldErrors {
  const keys = new Set<string>();
  for (const [index, { key = '', values = [] }] of requirements.entries()) {
    const path = `${field}[${index}]`;
    if (values.length === 0) yield required(`${path}.values`);
    for (const [place, value] of values.entries()) {
      if (values.indexOf(value) < place) yield duplicate(`${path}.values[${place}]`, value);
    }
    yield* labelKey(`${path}.key`, key);
    if (keys.has(key)) yield duplicate(`${path}.key`, key);
    keys.add(key);
  }
}

function* parameterErrors(field: string, parameters: readonly (readonly [string, string])[]): FieldErrors {
  if (parameters.length > parameterCountLimit) return yield tooLong(field, parameterCountLimit);
  for (const [key] of parameters) if (key === '') yield invalid(field, key, 'field can not be empty.');
  const size = parameters.reduce((sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(value), 0);
  if (size > parametersLimit) yield tooLong(field, parametersLimit);
}
