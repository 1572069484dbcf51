import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { formatQuantity } from '../quantity/format-quantity.ts';
import { parseQuantity, QuantityError } from '../quantity/parse-quantity.ts';
import type { Field, Schema, Shape } from './schema.ts';

/**
 * A value as upstream understands it: without what its Go types do not tell from absence, and with quantities in one
 * spelling. Two values that mean the same have the same form, however clients write them.
 */
export function canonicalForm(value: Json, shape: Shape, schema: Schema): Json {
  if (shape.type === 'struct' && isJsonObject(value)) return structForm(value, shape.of, schema);
  if (shape.type === 'list' && Array.isArray(value))
    return value.map((item) => canonicalForm(item, shape.items, schema));
  if (shape.type === 'map' && isJsonObject(value)) {
    const entries = Object.entries(value).map(([key, each]) => [key, canonicalForm(each, shape.values, schema)]);
    return Object.fromEntries(entries);
  }
  return shape.type === 'string' && shape.format === 'quantity' ? quantityForm(value) : value;
}

function structForm(value: JsonObject, of: string, schema: Schema): JsonObject {
  const { fields } = schema.type(of);
  const form: JsonObject = {};
  for (const [name, each] of Object.entries(value)) {
    const field = fields.get(name);
    if (field === undefined || each === null || each === undefined) continue;
    const next = canonicalForm(each, field.shape, schema);
    if (!isNothing(field, next)) form[name] = next;
  }
  return form;
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
