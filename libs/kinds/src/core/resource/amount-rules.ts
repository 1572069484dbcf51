import { formatQuantity, invalid, parseQuantity } from '@flotilla/machinery';
import type { FieldErrors } from '../../rules/field-rules.ts';
import { isCounted } from './resource-names.ts';

const one = 1_000_000_000n;

/** The amount of a resource: not negative, and whole where only whole numbers make sense. */
export function* resourceAmount(field: string, name: string, text: string): FieldErrors {
  const amount = parseQuantity(text);
  const shown = formatQuantity(amount);
  if (amount.nano < 0n) yield invalid(field, shown, 'must be greater than or equal to 0');
  if (isCounted(name) && amount.nano % one !== 0n) yield invalid(field, shown, 'must be an integer');
}
