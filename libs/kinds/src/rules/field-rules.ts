import type { FieldError } from '@flotilla/machinery';
import { invalid, notSupported, required } from '@flotilla/machinery';
import { sameValue } from './same-value.ts';

/** What a rule finds wrong, found as it is asked for. */
export type FieldErrors = Generator<FieldError, void, undefined>;

/** One error a message: what the checks of machinery say about a name, a label, a key. */
export function* invalidEach(field: string, value: unknown, messages: readonly string[]): FieldErrors {
  for (const message of messages) yield invalid(field, value, message);
}

export function* oneOf(field: string, value: string | undefined, supported: readonly string[]): FieldErrors {
  if (!value) yield required(field);
  else yield* supportedValue(field, value, supported);
}

export function* supportedValue(field: string, value: string | undefined, supported: readonly string[]): FieldErrors {
  if (value !== undefined && !supported.includes(value)) yield notSupported(field, value, supported);
}

export function* nonNegative(field: string, value: number | undefined): FieldErrors {
  if (value !== undefined && value < 0) yield invalid(field, value, 'must be greater than or equal to 0');
}

export function* within(field: string, value: number | undefined, least: number, most: number): FieldErrors {
  if (value !== undefined && (value < least || value > most)) {
    yield invalid(field, value, `must be between ${least} and ${most}, inclusive`);
  }
}

export function* immutable(field: string, next: unknown, previous: unknown): FieldErrors {
  if (!sameValue(next, previous)) yield invalid(field, next, 'field is immutable');
}

/** The path of an error that is no single field's, as the reference prints its empty path. */
export const wholeObject = '[]';

/** A number of 32 bits with sign: user and group ids, seconds. */
export const greatestInt32 = 2_147_483_647;

/** Fields of `object` that must not be empty. */
export function* requireTexts<T extends object>(
  field: string,
  object: T,
  names: readonly (keyof T & string)[],
): FieldErrors {
  for (const name of names) {
    if (!object[name]) yield required(`${field}.${name}`);
  }
}
