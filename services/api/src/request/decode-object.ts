import {
  badRequestError,
  conform,
  decodeProtobuf,
  type ExpectedKind,
  type FieldValidation,
  isDecodingError,
  isJsonObject,
  type JsonObject,
  type KubernetesObject,
  readObject,
  strictComplaint,
  wrongKind,
} from '@flotilla/machinery';
import { apiVersionOf, type Registry } from '@flotilla/registry';
import { bodyTypeOf } from './body-type.ts';
import type { ResourceRequest } from './request.ts';
import { addWarning } from './write-options.ts';

/**
 * The object of a request's body, pruned to its kind: that of the URL, unless another is expected. Throws 400 in the
 * reference's words; what is unknown or repeated is refused, said or ignored.
 */
export function decodeObject(
  { kinds, schema }: Registry,
  { kind, http, response }: ResourceRequest,
  body: Buffer,
  { fieldValidation, expected = kind }: { fieldValidation: FieldValidation; expected?: ExpectedKind },
): KubernetesObject {
  const format = bodyTypeOf(http.headers['content-type']);
  if (format === 'protobuf') {
    const { kind: name } = expected;
    const apiVersion = apiVersionOf(expected);
    const object = decodeProtobuf(body, schema, { apiVersion, kind: name });
    if (object.kind !== name || object.apiVersion !== apiVersion) {
      const named = { apiVersion: String(object.apiVersion), kind: String(object.kind) };
      throw wrongKind(named, expected, kinds.byKind(named.apiVersion, named.kind) !== undefined);
    }
    return conformed(schema, expected, object, { fieldValidation, warn: (text) => addWarning(response, text) });
  }
  const isKnown = (apiVersion: string, name: string): boolean => kinds.byKind(apiVersion, name) !== undefined;
  const read = readObject(body.toString('utf8'), { format, expected, schema, fieldValidation, isKnown });
  for (const text of read.warnings) addWarning(response, text);
  return read.object;
}

export interface Strictness {
  readonly fieldValidation: FieldValidation;
  warn(text: string): void;
}

/** The same for an object that was not read from text: one that a patch made. */
export function conformed(
  schema: Registry['schema'],
  expected: ExpectedKind,
  object: JsonObject,
  { fieldValidation, warn }: Strictness,
): KubernetesObject {
  const refuse = (why: string): Error =>
    badRequestError(
      `${expected.kind} in version ${JSON.stringify(expected.version)} cannot be handled as a ${expected.kind}: ${why}`,
    );
  let complaints: readonly string[];
  try {
    complaints = conform(object, expected.type, { schema });
  } catch (error) {
    throw isDecodingError(error) ? refuse(error.message) : error;
  }
  if (fieldValidation === 'Strict' && complaints.length > 0) throw refuse(strictComplaint(complaints));
  if (fieldValidation === 'Warn') complaints.forEach(warn);
  const metadata = isJsonObject(object.metadata) ? object.metadata : {};
  return Object.assign(object, { metadata }) as unknown as KubernetesObject;
}

/** A message that is no object of a served kind: a Binding, DeleteOptions, a Scale. */
export function expectedMessage({ kinds }: Registry, apiVersion: string, kind: string): ExpectedKind {
  const type = kinds.message(apiVersion, kind);
  if (type === undefined) throw new Error(`Cannot read ${kind}: the schema must have it`);
  const [version = '', group = ''] = apiVersion.split('/').toReversed();
  return { group, version, kind, type };
}
