import type { Members } from '../json/scan-json.ts';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import type { Field, Schema, Shape, StructType } from '../schema/schema.ts';
import { isZero, zeroOf } from '../schema/zero.ts';
import { conformScalar } from './conform-scalar.ts';
import { type Place, pathOf, refusalOf } from './shape-error.ts';

export interface ConformOptions {
  readonly schema: Schema;
  /** The members of objects in which a key is repeated, where the text was read so. */
  readonly repeated?: ReadonlyMap<JsonObject, Members>;
}

/** As many complaints as the reference collects of one object. */
const COMPLAINT_LIMIT = 100;

/**
 * Makes a parsed object what decoding it into its type makes of it, in place: drops fields that the type does not have,
 * nulls, and zeros that would be left out again; writes times and quantities as they are stored. Returns what strict
 * decoding complains of: `unknown field "spec.foo"`, `duplicate field "spec.foo"`. Throws ShapeError, QuantityError or
 * TimestampError where a value cannot be what its field holds; the messages are those of the reference.
 */
export function conform(object: JsonObject, type: StructType, options: ConformOptions): string[] {
  const context: Context = { ...options, complaints: new Set(), refusals: [] };
  conformStruct(object, type, undefined, context);
  const [refusal] = context.refusals;
  if (refusal !== undefined) throw refusal;
  return [...context.complaints];
}

interface Context extends ConformOptions {
  readonly complaints: Set<string>;
  /** Values that their fields cannot hold. Decoding goes on past them, since other errors come first. */
  readonly refusals: Error[];
}

function conformStruct(object: JsonObject, type: StructType, place: Place | undefined, context: Context): void {
  const repeated = context.repeated?.get(object);
  const seen = new Set<string>();
  for (const [name, value] of repeated ?? Object.entries(object)) {
    const field = type.fields.get(name);
    if (field === undefined) {
      complain('unknown', { parent: place, step: name }, context);
      delete object[name];
      continue;
    }
    if (repeated !== undefined && seen.has(name)) complain('duplicate', { parent: place, step: name }, context);
    seen.add(name);
    const kept = conformField(value, field, { parent: place, step: name, struct: type }, context);
    if (kept === undefined) delete object[name];
    else if (kept !== value) object[name] = kept;
  }
}

/** The value to keep; undefined where it is the same as none. */
function conformField(value: Json, field: Field, place: Place, context: Context): Json | undefined {
  if (value === null) return undefined;
  const kept = conformValue(value, field.shape, place, context);
  return field.omitEmpty && !field.pointer && isZero(kept, field.shape) ? undefined : kept;
}

function conformValue(value: Json, shape: Shape, place: Place, context: Context): Json {
  switch (shape.type) {
    case 'any':
      return value;
    case 'struct':
      if (!isJsonObject(value)) return refuse(value, shape, place, context);
      conformStruct(value, context.schema.type(shape.of), place, context);
      return value;
    case 'list':
      return conformList(value, shape, place, context);
    case 'map':
      return conformMap(value, shape, place, context);
    default:
      return conformScalar(value, shape, place, context);
  }
}

function conformList(value: Json, shape: Shape & { type: 'list' }, place: Place, context: Context): Json {
  if (!Array.isArray(value)) return refuse(value, shape, place, context);
  for (const [index, item] of value.entries()) {
    value[index] = conformElement(item, shape.items, { parent: place, step: index }, context);
  }
  return value;
}

function conformMap(value: Json, shape: Shape & { type: 'map' }, place: Place, context: Context): Json {
  if (!isJsonObject(value)) return refuse(value, shape, place, context);
  const repeated = context.repeated?.get(value);
  const seen = new Set<string>();
  for (const [key, item] of repeated ?? Object.entries(value)) {
    const at = { parent: place, step: key };
    if (repeated !== undefined && seen.has(key)) complain('duplicate', at, context);
    seen.add(key);
    const kept = conformElement(item, shape.values, at, context);
    if (kept !== item) value[key] = kept;
  }
  return value;
}

function refuse(value: Json, shape: Shape, place: Place, { schema, refusals }: Context): Json {
  refusals.push(refusalOf(value, shape, place, schema));
  return value;
}

/** A null in a list or map stands for the zero of its type. */
function conformElement(value: Json, shape: Shape, place: Place, context: Context): Json {
  return value === null ? zeroOf(shape) : conformValue(value, shape, place, context);
}

function complain(what: 'unknown' | 'duplicate', place: Place, { complaints }: Context): void {
  if (complaints.size < COMPLAINT_LIMIT) complaints.add(`${what} field ${JSON.stringify(pathOf(place))}`);
}
