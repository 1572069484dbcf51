import { normalMicroTime, normalTime } from '../duration/parse-timestamp.ts';
import type { Json } from '../json.ts';
import { formatQuantity } from '../quantity/format-quantity.ts';
import { parseQuantity } from '../quantity/parse-quantity.ts';
import type { Schema, Shape } from '../schema/schema.ts';
import { type Place, refusalOf, ShapeError } from './shape-error.ts';

/** Shapes that hold no others. */
export type ScalarShape = Extract<Shape, { type: 'string' | 'integer' | 'number' | 'boolean' | 'int-or-string' }>;

export interface ScalarContext {
  readonly schema: Schema;
  /** Takes what the reference reports only where nothing follows that stops it. */
  readonly refusals: Error[];
}

/**
 * The value as it is stored: times in UTC, quantities in canonical form. Null is no case here. What Go's types with a
 * decoder of their own refuse (times, quantities, integers or strings) is thrown; the rest goes to `refusals`.
 */
export function conformScalar(value: Json, shape: ScalarShape, place: Place, context: ScalarContext): Json {
  switch (shape.type) {
    case 'string':
      return conformString(value, shape, place, context);
    case 'int-or-string':
      if (typeof value === 'string' || isInteger(value, 'int32')) return value;
      throw refusalOf(value, shape, place, context.schema);
    case 'integer':
      if (!isInteger(value, shape.format)) context.refusals.push(refusalOf(value, shape, place, context.schema));
      return value;
    default:
      if (typeof value !== shape.type) context.refusals.push(refusalOf(value, shape, place, context.schema));
      return value;
  }
}

const LIMITS = { int32: 2 ** 31, int64: 2 ** 63 };

function isInteger(value: Json, format: 'int32' | 'int64'): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= -LIMITS[format] && value < LIMITS[format];
}

function conformString(value: Json, shape: Shape & { type: 'string' }, place: Place, context: ScalarContext): Json {
  if (shape.format === 'quantity') return conformQuantity(value);
  if (typeof value === 'string') return conformText(value, shape, context);
  const refusal = refusalOf(value, shape, place, context.schema);
  if (shape.format !== undefined && shape.format !== 'byte') throw refusal;
  context.refusals.push(refusal);
  return value;
}

function conformText(text: string, { format }: Shape & { type: 'string' }, { refusals }: ScalarContext): string {
  if (format === 'date-time') return normalTime(text);
  if (format === 'micro-time') return normalMicroTime(text);
  if (format !== 'byte') return text;
  const joined = text.replace(/[\r\n]/g, '');
  if (!BASE64.test(joined)) refusals.push(new ShapeError(`illegal base64 data at input byte ${firstIllegal(joined)}`));
  return joined;
}

/** The reference parses whatever stands there as a quantity; what is neither text nor a number is none. */
function conformQuantity(value: Json): string {
  return formatQuantity(parseQuantity(typeof value === 'string' ? value.trim() : JSON.stringify(value)));
}

/** Standard base64 with padding; line breaks, which may stand in it, are gone already. */
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

function firstIllegal(text: string): number {
  const end = text.search(/[^A-Za-z0-9+/]/);
  return end >= 0 ? end : text.length - (text.length % 4);
}
