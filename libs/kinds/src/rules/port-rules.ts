import { checkPortName, checkPortNumber } from '@flotilla/machinery';
import type { FieldErrors } from './field-rules.ts';
import { invalidEach } from './field-rules.ts';

export function portNumber(field: string, port: number): FieldErrors {
  return invalidEach(field, port, checkPortNumber(port));
}

/** A port by its number or by the name that a container gives it. */
export function portReference(field: string, port: number | string | undefined): FieldErrors {
  return typeof port === 'string' ? invalidEach(field, port, checkPortName(port)) : portNumber(field, port ?? 0);
}
