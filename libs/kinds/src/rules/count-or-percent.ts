import { checkPercent, invalid } from '@flotilla/machinery';
import type { FieldErrors } from './field-rules.ts';
import { invalidEach, nonNegative } from './field-rules.ts';

/** So many, or such a part of some whole: `maxSurge`, `maxUnavailable`. */
export type CountOrPercent = number | string;

export function* countOrPercent(field: string, value: CountOrPercent | undefined): FieldErrors {
  if (typeof value === 'string') yield* invalidEach(field, value, checkPercent(value));
  else yield* nonNegative(field, value);
}

export function* atMostTheWhole(field: string, value: CountOrPercent | undefined): FieldErrors {
  if (isPercent(value) && Number.parseInt(value, 10) > 100) {
    yield invalid(field, value, 'must not be greater than 100%');
  }
}

/** Whether it is nothing, of any whole. A text that is neither a percentage nor a number is nothing. */
export function isZero(value: CountOrPercent | undefined): boolean {
  const isNumeral = typeof value !== 'string' || /^[+-]?\d+%?$/.test(value);
  return !isNumeral || Number.parseInt(String(value ?? 0), 10) === 0;
}

/** How many of `whole` it is. A text that is no percentage is none. */
export function countOf(value: CountOrPercent | undefined, whole: number, rounding: 'up' | 'down'): number {
  if (typeof value === 'number') return value;
  if (!isPercent(value)) return 0;
  const exact = (Number.parseInt(value, 10) * whole) / 100;
  return rounding === 'up' ? Math.ceil(exact) : Math.floor(exact);
}

function isPercent(value: CountOrPercent | undefined): value is string {
  return typeof value === 'string' && checkPercent(value).length === 0;
}
