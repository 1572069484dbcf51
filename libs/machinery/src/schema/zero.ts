import type { Json } from '../json.ts';
import type { Shape } from './schema.ts';

/** Whether Go's JSON encoder leaves this value out of a field that omits what is empty. Structs are never empty. */
export function isZero(value: Json, { type }: Shape): boolean {
  if (type === 'struct' || type === 'any' || type === 'int-or-string') return false;
  if (Array.isArray(value)) return value.length === 0;
  if (typeof value === 'object' && value !== null) return Object.keys(value).length === 0;
  return value === '' || value === 0 || value === false;
}

/** What a null stands for where there must be a value: in a list or a map. */
export function zeroOf(shape: Shape): Json {
  switch (shape.type) {
    case 'string':
      return shape.format === 'quantity' ? '0' : '';
    case 'integer':
    case 'number':
    case 'int-or-string':
      return 0;
    case 'boolean':
      return false;
    case 'struct':
      return {};
    default:
      return null;
  }
}
