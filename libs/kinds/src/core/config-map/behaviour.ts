import type { FieldError, KubernetesObject } from '@flotilla/machinery';
import { checkDataKey, invalid, tooLong } from '@flotilla/machinery';
import { ageColumn, ageOf, column, nameColumn } from '../../columns/column.ts';
import type { ConfigMap } from '../../generated/types/core-v1.ts';
import type { KindBehaviour } from '../../kind.ts';
import { base64Length } from '../../rules/data-size.ts';
import type { FieldErrors } from '../../rules/field-rules.ts';
import { invalidEach, wholeObject } from '../../rules/field-rules.ts';
import { dataSizeLimit, sealedErrors } from '../../rules/sealed-data.ts';

export const configMapBehaviour: KindBehaviour = {
  validate: (object) => [...configMapErrors(object as ConfigMap)],
  validateUpdate: (next, previous): FieldError[] => [...sealedErrors(next, previous, ['data', 'binaryData'])],
  columns: {
    definitions: [nameColumn, column('Data', 'string', 'How many keys it has.'), ageColumn],
    cells: (object, now) => [object.metadata.name ?? '', countOf(object), ageOf(object, now)],
  },
};

function countOf(object: KubernetesObject): number {
  const { data = {}, binaryData = {} } = object as ConfigMap;
  return Object.keys(data).length + Object.keys(binaryData).length;
}

function* configMapErrors({ data = {}, binaryData = {} }: ConfigMap): FieldErrors {
  for (const key of Object.keys(data)) {
    yield* invalidEach(`data[${key}]`, key, checkDataKey(key));
    if (key in binaryData) yield invalid(`data[${key}]`, key, 'duplicate of key present in binaryData');
  }
  for (const key of Object.keys(binaryData)) yield* invalidEach(`binaryData[${key}]`, key, checkDataKey(key));
  const texts = Object.values(data).reduce((size, text) => size + Buffer.byteLength(text), 0);
  const bytes = Object.values(binaryData).reduce((size, text) => size + base64Length(text), 0);
  if (texts + bytes > dataSizeLimit) yield tooLong(wholeObject, dataSizeLimit);
}
