import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { badRequestError } from '../status/status-error.ts';
import { withoutNulls } from './without-nulls.ts';

/**
 * The document as a JSON merge patch changes it (RFC 7386). Neither argument is changed. Throws BadRequest for a patch
 * that is no object: an API object cannot become anything else.
 */
export function applyMergePatch(document: JsonObject, patch: Json): JsonObject {
  if (!isJsonObject(patch)) throw badRequestError('Invalid JSON Patch');
  return mergeObjects(document, patch);
}

function mergeObjects(document: JsonObject, patch: JsonObject): JsonObject {
  const merged = { ...document };
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete merged[name];
    else merged[name] = merge(merged[name], value);
  }
  return merged;
}

/** In objects that stand in a list the reference drops nulls too, although RFC 7386 does not. */
function merge(present: Json | undefined, value: Json): Json {
  if (!isJsonObject(value)) return withoutNulls(value);
  return mergeObjects(isJsonObject(present) ? present : {}, value);
}
