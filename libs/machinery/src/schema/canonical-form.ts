import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { formatQuantity } from '../quantity/format-quantity.ts';
import { parseQuantity, QuantityError } from '../quantity/parse-quantity.ts';
import type { Field, Schema, Shape } from './schema.ts';
import { zeroOf } from './zero.ts';

/**
 * A value as upstream would write it: its Go types decide what is left out and what is there though it is empty,
 * quantities have one spelling, and keys are in order. Two values that mean the same have the same form, and the same
 * JSON text, however clients write them.
 */
export function canonicalForm(value: Json, shape: Shape, schema: Schema): Json {
  if (shape.type === 'struct' && isJsonObject(value)) return structForm(value, shape.of, schema);
  if (shape.type === 'list' && Array.isArray(value))
    return value.map((item) => canonicalForm(item, shape.items, schema));
  if (shape.type === 'map' && isJsonObject(value)) {
    const keys = Object.keys(value).toSorted();
    return Object.fromEntries(keys.map((key) => [key, canonicalForm(value[key] ?? null, shape.values, schema)]));
  }
  return shape.type === 'string' && shape.format === 'quantity' ? quantityForm(value) : value;
}

function structForm(value: JsonObject, of: string, schema: Schema): JsonObject {
  const { fields } = schema.type(of);
  const form: JsonObject = {};
  for (const field of [...fields.values()].toSorted(byName)) {
    const next = fieldForm(field, value[field.name] ?? null, schema);
    if (next !== undefined) form[field.name] = next;
  }
  return form;
}

/** Undefined where the field is left out. */
function fieldForm(field: Field, value: Json, schema: Schema): Json | undefined {
  const form = value === null ? undefined : canonicalForm(value, field.shape, schema);
  if (form !== undefined && !isNothing(field, form)) return form;
  if (field.omitEmpty) return undefined;
  return field.pointer ? null : canonicalForm(zeroOf(field.shape), field.shape, schema);
}

function byName({ name: one }: Field, { name: other }: Field): number {
  return one < other ? -1 : 1;
}

/** Of Go's values only pointers are known to be there when what they hold is nothing. */
function isNothing({ pointer }: Field, value: Json): boolean {
  if (pointer) return false;
  if (typeof value === 'object' && value !== null) return Object.keys(value).length === 0;
  return value === '' || value === 0 || value === false;
}

function quantityForm(value: Json): Json {
  try {
    return formatQuantity(parseQuantity(String(value)));
  } catch (error) {
    if (error instanceof QuantityError) return value;
    throw error;
  }
}
