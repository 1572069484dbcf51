import type { Json } from '../json.ts';
import type { Shape } from '../schema/schema.ts';
import { formatDuration } from './duration.ts';
import { decodeMicroTime, decodeTime } from './time.ts';
import { WireError, WireReader } from './wire-reader.ts';

/** Reads a value that is no struct, list or map. Undefined is what Go writes as null. */
export function decodeScalar(reader: WireReader, shape: Shape): Json | undefined {
  switch (shape.type) {
    case 'string':
      return decodeString(reader, shape.format);
    case 'integer':
      return shape.format === 'int32' ? reader.int32() : Number(reader.int64());
    case 'number':
      return finite(reader.double());
    case 'boolean':
      return reader.boolean();
    case 'int-or-string':
      return decodeIntOrString(reader.bytes());
    case 'any':
      return decodeRaw(reader.bytes());
    default:
      throw new Error(`Cannot decode a scalar: the shape must be a scalar's, got ${shape.type}`);
  }
}

function decodeString(reader: WireReader, format: string | undefined): Json | undefined {
  switch (format) {
    case 'date-time':
      return decodeTime(reader.bytes());
    case 'micro-time':
      return decodeMicroTime(reader.bytes());
    case 'byte':
      return reader.bytes().toString('base64');
    case 'quantity':
      return decodeQuantity(reader.bytes());
    case 'duration':
      return decodeDuration(reader.bytes());
    default:
      return reader.string();
  }
}

function finite(value: number): number {
  if (!Number.isFinite(value)) {
    throw new WireError(`json: unsupported value: ${value}`);
  }
  return value;
}

/** `resource.Quantity { string = 1 }` */
function decodeQuantity(message: Uint8Array): string {
  let text = '0';
  forEachField(message, (reader) => {
    text = reader.fieldNumber === 1 ? reader.string() : skipped(reader, text);
  });
  return text;
}

/** `metav1.Duration { duration = 1 }`, in nanoseconds. */
function decodeDuration(message: Uint8Array): string {
  let nanoseconds = 0n;
  forEachField(message, (reader) => {
    nanoseconds = reader.fieldNumber === 1 ? reader.int64() : skipped(reader, nanoseconds);
  });
  return formatDuration(nanoseconds);
}

/** `intstr.IntOrString { type = 1, intVal = 2, strVal = 3 }`; type 1 is a string. */
function decodeIntOrString(message: Uint8Array): number | string {
  let type = 0;
  let number = 0;
  let text = '';
  forEachField(message, (reader) => {
    if (reader.fieldNumber === 1) {
      type = reader.int32();
    } else if (reader.fieldNumber === 2) {
      number = reader.int32();
    } else if (reader.fieldNumber === 3) {
      text = reader.string();
    } else {
      reader.skip();
    }
  });
  if (type !== 0 && type !== 1) {
    throw new WireError('impossible IntOrString.Type');
  }
  return type === 1 ? text : number;
}

/** `RawExtension`, `FieldsV1` and `JSON`: the text of a JSON value in field 1. */
function decodeRaw(message: Uint8Array): Json | undefined {
  let text = '';
  forEachField(message, (reader) => {
    text = reader.fieldNumber === 1 ? reader.string() : skipped(reader, text);
  });
  try {
    return text === '' ? undefined : ((JSON.parse(text) as Json) ?? undefined);
  } catch (error) {
    throw new WireError(`json: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function skipped<T>(reader: WireReader, value: T): T {
  reader.skip();
  return value;
}

function forEachField(message: Uint8Array, visit: (reader: WireReader) => void): void {
  const reader = new WireReader(message);
  while (reader.next()) {
    visit(reader);
  }
}
