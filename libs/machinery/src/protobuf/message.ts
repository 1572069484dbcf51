import type { Json, JsonObject } from '../json.ts';
import { isJsonObject } from '../json.ts';
import type { Field, Schema, Shape, StructType } from '../schema/schema.ts';
import { decodeScalar } from './scalar.ts';
import { WireError, WireReader, WireType } from './wire-reader.ts';

/** Deeper than any object goes, and far from the end of the stack: the deepest are schemas of custom resources. */
const DEEPEST = 200;

/** Where a value stands: which schema names its type, the struct that holds it, and how deep that is. */
interface Place {
  readonly schema: Schema;
  readonly owner: StructType;
  readonly depth: number;
}

/**
 * Reads a message into the JSON that Go makes of the same object. Zero values that Go's JSON leaves out are left out;
 * what the message does not hold stays absent. Throws `WireError`.
 */
export function decodeMessage(schema: Schema, type: StructType, message: Uint8Array): JsonObject {
  const object: JsonObject = {};
  readStruct(message, { schema, owner: type, depth: 0 }, object);
  return object;
}

/** A repeated struct adds to what it was before, as the reference decoder does. */
function readStruct(message: Uint8Array, place: Place, into: JsonObject): void {
  if (place.depth > DEEPEST) {
    throw new WireError(`exceeded max depth of ${DEEPEST}`);
  }
  const fields = fieldsByNumber(place.owner);
  const reader = new WireReader(message);
  while (reader.next()) {
    const field = fields.get(reader.fieldNumber);
    const inlined = place.owner.inlined.get(reader.fieldNumber);
    if (field !== undefined) {
      readField(reader, field, place, into);
    } else if (inlined !== undefined) {
      readStruct(reader.bytes(), inside(place, inlined), into);
    } else {
      skipUnknown(reader, place.owner);
    }
  }
}

function skipUnknown(reader: WireReader, owner: StructType): void {
  const name = owner.name.slice(owner.name.lastIndexOf('.') + 1);
  if (reader.wireType === WireType.endGroup) {
    throw new WireError(`proto: ${name}: wiretype end group for non-group`);
  }
  if (reader.fieldNumber <= 0) {
    throw new WireError(`proto: ${name}: illegal tag ${reader.fieldNumber} (wire type ${reader.wireType})`);
  }
  reader.skip();
}

function readField(reader: WireReader, field: Field, place: Place, into: JsonObject): void {
  const { shape, name } = field;
  checkWireType(reader, field);
  if (shape.type === 'list' && shape.wrapped === undefined) {
    const list = listAt(into, name);
    readItems(reader, shape.items, { place, list });
    into[name] = list;
  } else if (shape.type === 'map') {
    const map = objectAt(into, name);
    readEntry(reader.bytes(), shape.values, { place, map });
    into[name] = map;
  } else if (shape.type === 'struct') {
    const object = objectAt(into, name);
    readStruct(reader.bytes(), inside(place, shape.of), object);
    set(into, field, object);
  } else {
    set(into, field, readValue(reader, shape, place));
  }
}

function set(into: JsonObject, field: Field, value: Json | undefined): void {
  if (value === undefined || (isZero(value) && field.omitEmpty && !field.pointer)) {
    delete into[field.name];
  } else {
    into[field.name] = value;
  }
}

function checkWireType(reader: WireReader, { shape, name }: Field): void {
  const isList = shape.type === 'list' && shape.wrapped === undefined;
  const expected = wireTypeOf(isList ? shape.items : shape);
  const packed = isList && reader.wireType === WireType.bytes;
  if (reader.wireType !== expected && !packed) {
    const goName = name.charAt(0).toUpperCase() + name.slice(1);
    throw new WireError(`proto: wrong wireType = ${reader.wireType} for field ${goName}`);
  }
}

function listAt(into: JsonObject, name: string): Json[] {
  const before = into[name];
  return Array.isArray(before) ? before : [];
}

function objectAt(into: JsonObject, name: string): JsonObject {
  const before = into[name];
  return isJsonObject(before) ? before : {};
}

/** One item, or several where numbers are packed. */
function readItems(reader: WireReader, items: Shape, { place, list }: { place: Place; list: Json[] }): void {
  if (wireTypeOf(items) === reader.wireType) {
    list.push(readValue(reader, items, place) ?? zeroOf(items));
    return;
  }
  const packed = new WireReader(reader.bytes());
  while (!packed.done) {
    list.push(decodeScalar(packed, items) ?? null);
  }
}

function readEntry(entry: Uint8Array, values: Shape, { place, map }: { place: Place; map: JsonObject }): void {
  const reader = new WireReader(entry);
  let key = '';
  let value: Json | undefined;
  while (reader.next()) {
    if (reader.fieldNumber === 1) {
      key = reader.string();
    } else if (reader.fieldNumber === 2) {
      value = readValue(reader, values, place);
    } else {
      reader.skip();
    }
  }
  // A plain assignment of the key "__proto__" would set no member.
  Object.defineProperty(map, key, {
    value: value ?? zeroOf(values),
    writable: true,
    enumerable: true,
    configurable: true,
  });
}

function zeroOf(shape: Shape): Json {
  switch (shape.type) {
    case 'struct':
      return {};
    case 'string':
      return shape.format === 'quantity' ? '0' : '';
    case 'boolean':
      return false;
    case 'integer':
    case 'number':
    case 'int-or-string':
      return 0;
    default:
      return null;
  }
}

function readValue(reader: WireReader, shape: Shape, place: Place): Json | undefined {
  switch (shape.type) {
    case 'struct': {
      const object: JsonObject = {};
      readStruct(reader.bytes(), inside(place, shape.of), object);
      return object;
    }
    case 'list':
      return readWrapped(reader.bytes(), shape.items, place);
    case 'any':
      return shape.schemaOr === undefined ? decodeScalar(reader, shape) : readSchemaOr(reader, shape.schemaOr, place);
    default:
      return decodeScalar(reader, shape);
  }
}

function inside(place: Place, type: string): Place {
  return { schema: place.schema, owner: place.schema.type(type), depth: place.depth + 1 };
}

function readWrapped(message: Uint8Array, items: Shape, place: Place): Json[] {
  const reader = new WireReader(message);
  const list: Json[] = [];
  while (reader.next()) {
    if (reader.fieldNumber === 1) {
      readItems(reader, items, { place, list });
    } else {
      reader.skip();
    }
  }
  return list;
}

/** A JSONSchemaProps or something else. Only schemas have such fields, so the schema's type is the owner's. */
function readSchemaOr(outer: WireReader, other: 'list' | 'boolean' | 'strings', place: Place): Json | undefined {
  const reader = new WireReader(outer.bytes());
  const [schemaNumber, otherNumber] = other === 'boolean' ? [2, 1] : [1, 2];
  const nested = inside(place, place.owner.name);
  let schema: JsonObject | undefined;
  let allowed: boolean | undefined = other === 'boolean' ? false : undefined;
  const list: Json[] = [];
  while (reader.next()) {
    if (reader.fieldNumber === schemaNumber) {
      schema ??= {};
      readStruct(reader.bytes(), nested, schema);
    } else if (reader.fieldNumber !== otherNumber) {
      reader.skip();
    } else if (other === 'boolean') {
      allowed = reader.boolean();
    } else if (other === 'strings') {
      list.push(reader.string());
    } else {
      const item: JsonObject = {};
      readStruct(reader.bytes(), nested, item);
      list.push(item);
    }
  }
  return list.length > 0 ? list : (schema ?? allowed);
}

function wireTypeOf(shape: Shape): number {
  switch (shape.type) {
    case 'integer':
    case 'boolean':
      return WireType.varint;
    case 'number':
      return WireType.fixed64;
    default:
      return WireType.bytes;
  }
}

function isZero(value: Json): boolean {
  return value === '' || value === 0 || value === false || (isJsonObject(value) && Object.keys(value).length === 0);
}

const numbered = new WeakMap<StructType, ReadonlyMap<number, Field>>();

function fieldsByNumber(type: StructType): ReadonlyMap<number, Field> {
  const known = numbered.get(type);
  if (known !== undefined) {
    return known;
  }
  const made = new Map<number, Field>();
  for (const field of type.fields.values()) {
    if (field.number !== undefined) {
      made.set(field.number, field);
    }
  }
  numbered.set(type, made);
  return made;
}
