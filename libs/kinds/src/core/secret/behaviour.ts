import type { FieldError, KubernetesObject } from '@flotilla/machinery';
import { ageColumn, ageOf, column, nameColumn } from '../../columns/column.ts';
import type { Secret } from '../../generated/types/core-v1.ts';
import type { KindBehaviour } from '../../kind.ts';
import { immutable } from '../../rules/field-rules.ts';
import { sealedErrors } from '../../rules/sealed-data.ts';
import { validateSecret } from './validation.ts';

export const secretBehaviour: KindBehaviour = {
  applyDefaults(object) {
    const secret = object as Secret;
    secret.type ||= 'Opaque';
    foldTexts(secret);
  },
  validate: validateSecret,
  validateUpdate,
  selectableFields: (object) => ({ type: (object as Secret).type ?? '' }),
  columns: {
    definitions: [
      nameColumn,
      column('Type', 'string', 'What it is for.'),
      column('Data', 'string', 'How many keys it has.'),
      ageColumn,
    ],
    cells(object, now) {
      const { type, data = {} } = object as Secret;
      return [object.metadata.name ?? '', type ?? '', Object.keys(data).length, ageOf(object, now)];
    },
  },
};

/** `stringData` is for writing only: its texts go to `data` in base64, over what is there. */
function foldTexts(secret: Secret): void {
  const texts = Object.entries(secret.stringData ?? {});
  delete secret.stringData;
  if (texts.length === 0) return;
  const encoded = texts.map(([key, text]) => [key, Buffer.from(text).toString('base64')]);
  secret.data = { ...secret.data, ...Object.fromEntries(encoded) };
}

function validateUpdate(next: KubernetesObject, previous: KubernetesObject): FieldError[] {
  const [secret, before] = [next as Secret, previous as Secret];
  return [...immutable('type', secret.type ?? '', before.type ?? ''), ...sealedErrors(next, previous, ['data'])];
}
