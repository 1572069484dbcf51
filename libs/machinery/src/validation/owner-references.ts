import type { OwnerReference } from '../object.ts';
import { type FieldError, invalid } from '../status/field-error.ts';

const FIELD = 'metadata.ownerReferences';

/** References to owners: whole, none to an Event, and at most one to a controller. */
export function validateOwnerReferences(references: readonly OwnerReference[] = []): FieldError[] {
  return [...references.flatMap(validateReference), ...validateControllers(references)];
}

function validateReference(reference: OwnerReference): FieldError[] {
  const { apiVersion = '', kind = '', name = '', uid = '' } = reference;
  const errors: FieldError[] = [];
  if (versionOf(apiVersion) === '') {
    errors.push(invalid(`${FIELD}.apiVersion`, apiVersion, 'version must not be empty'));
  }
  for (const [field, value] of Object.entries({ kind, name, uid })) {
    if (value === '') errors.push(invalid(`${FIELD}.${field}`, value, 'must not be empty'));
  }
  if (apiVersion === 'v1' && kind === 'Event') {
    errors.push(invalid(FIELD, reference, '/v1, Kind=Event is disallowed from being an owner'));
  }
  return errors;
}

function validateControllers(references: readonly OwnerReference[]): FieldError[] {
  const [first, ...others] = references
    .filter(({ controller }) => controller)
    .map(({ kind, name }) => `${kind}/${name}`);
  return others.map((other) => {
    const what = `Found "true" in references for ${first} and ${other}`;
    return invalid(FIELD, references, `Only one reference can have Controller set to true. ${what}`);
  });
}

/** Empty where the text is no group and version. */
function versionOf(apiVersion: string): string {
  const parts = apiVersion.split('/');
  return parts.length > 2 ? '' : (parts.at(-1) ?? '');
}
