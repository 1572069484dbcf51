import type { FieldError } from '@flotilla/machinery';

/** Field errors as they stand in the message of a refusal. */
export function textsOf(errors: Iterable<FieldError> = []): string[] {
  return [...errors].map(({ field, message }) => `${field}: ${message}`);
}
