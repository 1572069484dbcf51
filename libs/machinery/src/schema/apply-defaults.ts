import { isJsonObject } from '../json.ts';
import type { Field, Schema, Shape, StructType } from './schema.ts';
import { isZero } from './zero.ts';

/** The fields of a type that have a default worth writing. Types live as long as their schema. */
const defaulted = new WeakMap<StructType, readonly Field[]>();

/** Fills in, in place, what the schema gives as defaults: in the object, and in every struct that is there in it. */
export function applySchemaDefaults(object: Record<string, unknown>, type: StructType, schema: Schema): void {
  for (const field of defaultedFields(type)) {
    if (object[field.name] === undefined) object[field.name] = structuredClone(field.default);
  }
  for (const [name, value] of Object.entries(object)) {
    const field = type.fields.get(name);
    if (field !== undefined) applyInside(value, field.shape, schema);
  }
}

function applyInside(value: unknown, shape: Shape, schema: Schema): void {
  if (shape.type === 'struct') {
    if (isJsonObject(value)) applySchemaDefaults(value, schema.type(shape.of), schema);
  } else if (shape.type === 'list') {
    if (holdsStructs(shape.items) && Array.isArray(value)) {
      for (const item of value) applyInside(item, shape.items, schema);
    }
  } else if (shape.type === 'map') {
    if (holdsStructs(shape.values) && isJsonObject(value)) {
      for (const each of Object.values(value)) applyInside(each, shape.values, schema);
    }
  }
}

/** A zero that the reference would leave out again is not written. */
function defaultedFields(type: StructType): readonly Field[] {
  const known = defaulted.get(type);
  if (known !== undefined) return known;
  const fields = [...type.fields.values()].filter(
    (field) =>
      field.default !== undefined && !(field.omitEmpty && !field.pointer && isZero(field.default, field.shape)),
  );
  defaulted.set(type, fields);
  return fields;
}

function holdsStructs(shape: Shape): boolean {
  if (shape.type === 'list') return holdsStructs(shape.items);
  if (shape.type === 'map') return holdsStructs(shape.values);
  return shape.type === 'struct';
}
