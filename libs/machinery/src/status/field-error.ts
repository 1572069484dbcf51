/** The reasons of a field error, as they stand in `Status.details.causes[].reason`. */
export type FieldErrorReason =
  | 'FieldValueNotFound'
  | 'FieldValueRequired'
  | 'FieldValueDuplicate'
  | 'FieldValueInvalid'
  | 'FieldValueNotSupported'
  | 'FieldValueForbidden'
  | 'FieldValueTooLong'
  | 'FieldValueTooMany'
  | 'FieldValueTypeInvalid'
  | 'InternalError';

/** One thing wrong with an object. `message` is whole but for the path: `Required value: name is required`. */
export interface FieldError {
  readonly reason: FieldErrorReason;
  /** `spec.containers[0].name`, `metadata.labels`, `metadata.labels[a/b]`. */
  readonly field: string;
  readonly message: string;
}

export function required(field: string, detail = ''): FieldError {
  return { reason: 'FieldValueRequired', field, message: withDetail('Required value', detail) };
}

export function invalid(field: string, value: unknown, detail: string): FieldError {
  return { reason: 'FieldValueInvalid', field, message: withDetail(`Invalid value: ${shown(value)}`, detail) };
}

export function forbidden(field: string, detail: string): FieldError {
  return { reason: 'FieldValueForbidden', field, message: withDetail('Forbidden', detail) };
}

export function duplicate(field: string, value: unknown): FieldError {
  return { reason: 'FieldValueDuplicate', field, message: `Duplicate value: ${shown(value)}` };
}

export function notFound(field: string, value: unknown): FieldError {
  return { reason: 'FieldValueNotFound', field, message: `Not found: ${shown(value)}` };
}

export function notSupported(field: string, value: unknown, supported: readonly string[]): FieldError {
  const values = supported.map((each) => JSON.stringify(each)).join(', ');
  const detail = supported.length > 0 ? `supported values: ${values}` : '';
  return { reason: 'FieldValueNotSupported', field, message: withDetail(`Unsupported value: ${shown(value)}`, detail) };
}

/** `limit` is in bytes. */
export function tooLong(field: string, limit: number): FieldError {
  const detail = limit === 1 ? 'may not be more than 1 byte' : `may not be more than ${limit} bytes`;
  return { reason: 'FieldValueTooLong', field, message: withDetail('Too long', detail) };
}

export function tooMany(field: string, actual: number, limit: number): FieldError {
  const detail = limit === 1 ? 'must have at most 1 item' : `must have at most ${limit} items`;
  return { reason: 'FieldValueTooMany', field, message: `Too many: ${actual}: ${detail}` };
}

function withDetail(text: string, detail: string): string {
  return detail === '' ? text : `${text}: ${detail}`;
}

/** Strings in quotes; everything else as JSON, which is how the reference prints structs and lists too. */
function shown(value: unknown): string {
  return value === undefined ? 'null' : JSON.stringify(value);
}
