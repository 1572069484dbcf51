import type { JsonObject } from '../json.ts';
import type { Schema, StructType } from '../schema/schema.ts';
import { badRequestError } from '../status/status-error.ts';
import { openEnvelope } from './envelope.ts';
import { decodeMessage } from './message.ts';
import { WireError } from './wire-reader.ts';

/** The types of whole objects, and of what they are made of. */
export interface ObjectTypes extends Schema {
  /** Undefined where no object says this of itself. */
  object(apiVersion: string, kind: string): StructType | undefined;
}

/** What an object says of itself. */
export interface ObjectKind {
  readonly apiVersion: string;
  readonly kind: string;
}

/** As many of a body's bytes are shown where it cannot be read. */
const SUMMARY_BYTES = 30;

/**
 * Reads a request body of the type `application/vnd.kubernetes.protobuf` into the JSON that Go makes of the same
 * object. `expected` is what the request should hold: it fills in what the body does not say, and stands in the
 * refusals; whether the object is of that kind is for the caller to check. Throws a BadRequest, with the reference's
 * words, where the body is malformed or of no known kind.
 */
export function decodeProtobuf(body: Uint8Array, types: ObjectTypes, expected: ObjectKind): JsonObject {
  const envelope = translated(unreadable(body, expected), () => openEnvelope(body));
  const apiVersion = envelope.apiVersion || expected.apiVersion;
  const kind = envelope.kind || expected.kind;
  return translated(mismatched({ apiVersion, kind }, expected), () => {
    const type = types.object(apiVersion, kind);
    if (type === undefined) {
      throw new WireError(`no kind "${kind}" is registered for version "${apiVersion}"`);
    }
    return { apiVersion, kind, ...decodeMessage(types, type, envelope.raw) };
  });
}

/** The words of a refusal, around why. */
type Refusal = (why: string) => string;

function unreadable(body: Uint8Array, expected: ObjectKind): Refusal {
  return (why) => `the object provided is unrecognized (must be of type ${expected.kind}): ${why} (${summary(body)})`;
}

function mismatched({ apiVersion, kind }: ObjectKind, expected: ObjectKind): Refusal {
  const version = apiVersion.slice(apiVersion.lastIndexOf('/') + 1);
  return (why) => `${kind} in version "${version}" cannot be handled as a ${expected.kind}: ${why}`;
}

function summary(body: Uint8Array): string {
  if (body.length === 0) {
    return '<empty>';
  }
  const shown = Buffer.from(body.subarray(0, SUMMARY_BYTES)).toString('hex');
  return body.length > SUMMARY_BYTES ? `${shown} ...` : shown;
}

function translated<T>(refusal: Refusal, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof WireError ? badRequestError(refusal(error.message)) : error;
  }
}
