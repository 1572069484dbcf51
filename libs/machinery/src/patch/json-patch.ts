import { isDeepStrictEqual } from 'node:util';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { badRequestError, StatusError } from '../status/status-error.ts';
import { goKind } from '../validation/shape-error.ts';
import { addAt, findPlace, MissingPlaceError, removeAt, replaceAt, valueAt } from './json-pointer.ts';

/** The most operations that the reference takes. */
const OPERATION_LIMIT = 10_000;
/** How much all the copies of a patch may add, in characters: a few operations could otherwise double a document often. */
const COPIED_LIMIT = 10_000_000;

/**
 * The document as a JSON patch changes it (RFC 6902), with the reference's freedoms: negative indexes count from the
 * end, and replacing what an object does not have adds it. The document is not changed. Throws BadRequest for what is
 * no patch, 413 for too many operations, and 422 for a patch that does not fit the document.
 */
export function applyJsonPatch(document: JsonObject, patch: Json): JsonObject {
  const operations = readOperations(patch);
  const copied = { length: 0 };
  try {
    const result = operations.reduce<Json>((present, each) => apply(present, each, copied), structuredClone(document));
    if (isJsonObject(result)) return result;
    throw new MissingPlaceError('the result is no object');
  } catch (error) {
    throw error instanceof MissingPlaceError ? rejected(error) : error;
  }
}

interface Operation {
  readonly op: string;
  readonly path: string | undefined;
  readonly from: string | undefined;
  readonly value: Json;
}

function readOperations(patch: Json): Operation[] {
  if (!Array.isArray(patch)) throw undecodable(patch, 'value of type []handlers.jsonPatchOp');
  if (patch.length > OPERATION_LIMIT) throw tooMany(patch.length);
  return patch.map((operation) => {
    if (!isJsonObject(operation)) throw undecodable(operation, 'value of type handlers.jsonPatchOp');
    const text = (name: string): string | undefined => {
      const value = operation[name] ?? undefined;
      if (value === undefined || typeof value === 'string') return value;
      throw undecodable(value, `struct field jsonPatchOp.${name} of type string`);
    };
    return { op: text('op') ?? 'unknown', path: text('path'), from: text('from'), value: operation.value ?? null };
  });
}

function apply(document: Json, { op, path, from, value }: Operation, copied: { length: number }): Json {
  if (path === '') return applyToWhole(document, op, value);
  const place = () => findPlace(document, present(path));
  switch (op) {
    case 'add':
      addAt(place(), structuredClone(value));
      break;
    case 'remove':
      removeAt(place());
      break;
    case 'replace':
      requireElement(place());
      replaceAt(place(), structuredClone(value));
      break;
    case 'move': {
      const source = findPlace(document, present(from));
      const moved = valueAt(source) ?? null;
      removeAt(source);
      addAt(place(), moved);
      break;
    }
    case 'copy':
      addAt(place(), copyOf(valueAt(findPlace(document, present(from))) ?? null, copied));
      break;
    case 'test':
      requireSame(valueAt(place()) ?? null, value);
      break;
    default:
      throw new MissingPlaceError(`unexpected operation: ${op}`);
  }
  return document;
}

/** The empty path names the document itself. */
function applyToWhole(document: Json, op: string, value: Json): Json {
  if (op === 'test') requireSame(document, value);
  else if (op !== 'replace') throw new MissingPlaceError(`no path for ${op}`);
  return op === 'test' ? document : structuredClone(value);
}

function requireElement(place: Parameters<typeof valueAt>[0]): void {
  if (Array.isArray(place.holder)) valueAt(place);
}

function requireSame(present: Json, value: Json): void {
  if (!isDeepStrictEqual(present, value)) throw new MissingPlaceError('test failed');
}

function copyOf(value: Json, copied: { length: number }): Json {
  const text = JSON.stringify(value);
  copied.length += text.length;
  if (copied.length > COPIED_LIMIT) throw new MissingPlaceError('the copies are too large');
  return JSON.parse(text);
}

function present(pointer: string | undefined): string {
  if (pointer === undefined) throw new MissingPlaceError('no path is given');
  return pointer;
}

function undecodable(value: Json, where: string): StatusError {
  return badRequestError(`error decoding patch: json: cannot unmarshal ${goKind(value)} into Go ${where}`);
}

function tooMany(count: number): StatusError {
  const why = `The allowed maximum operations in a JSON patch is ${OPERATION_LIMIT}, got ${count}`;
  return new StatusError(413, 'RequestEntityTooLarge', `Request entity too large: ${why}`);
}

/** The reference does not tell clients which operation failed. */
function rejected(cause: Error): StatusError {
  const error = new StatusError(422, 'Invalid', 'the server rejected our request due to an error in our request', {});
  error.cause = cause;
  return error;
}
