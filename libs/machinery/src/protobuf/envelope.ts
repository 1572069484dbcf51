import { WireError, WireReader, WireType } from './wire-reader.ts';

/** What every protobuf body of the Kubernetes API begins with. */
const MAGIC = Buffer.from('k8s\0');

/** `runtime.Unknown`: an object's bytes, and what it says of itself. */
export interface Envelope {
  readonly apiVersion: string;
  readonly kind: string;
  readonly raw: Uint8Array;
}

/** Source: Kubernetes API concepts, "Kubernetes Protobuf encoding". Throws `WireError`. */
export function openEnvelope(body: Uint8Array): Envelope {
  if (body.length === 0) {
    throw new WireError('empty data');
  }
  if (!isProtobuf(body)) {
    const prefix = [...MAGIC].join(' ');
    throw new WireError(`provided data does not appear to be a protobuf message, expected prefix [${prefix}]`);
  }
  if (body.length === MAGIC.length) {
    throw new WireError('empty body');
  }
  const { 1: typeMeta, 2: raw } = messageFields(body.subarray(MAGIC.length));
  const { 1: apiVersion, 2: kind } = messageFields(typeMeta ?? new Uint8Array());
  return { apiVersion: textOf(apiVersion), kind: textOf(kind), raw: raw ?? new Uint8Array() };
}

function isProtobuf(body: Uint8Array): boolean {
  return MAGIC.equals(body.subarray(0, MAGIC.length));
}

/** The fields of a message that holds nothing but strings, bytes and messages, the last of each number. */
function messageFields(message: Uint8Array): Partial<Record<number, Buffer>> {
  const found: Partial<Record<number, Buffer>> = {};
  const reader = new WireReader(message);
  while (reader.next()) {
    if (reader.wireType === WireType.bytes) {
      found[reader.fieldNumber] = reader.bytes();
    } else {
      reader.skip();
    }
  }
  return found;
}

function textOf(bytes: Buffer | undefined): string {
  return bytes?.toString('utf8') ?? '';
}
