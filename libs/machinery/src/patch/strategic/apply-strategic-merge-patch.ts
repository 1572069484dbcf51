import { isJsonObject, type Json, type JsonObject } from '../../json.ts';
import type { Schema, StructType } from '../../schema/schema.ts';
import { badRequestError } from '../../status/status-error.ts';
import { goKind } from '../../validation/shape-error.ts';
import { withoutNulls } from '../without-nulls.ts';
import {
  orderedField,
  PATCH,
  RETAIN_KEYS,
  retainMembers,
  thinnedField,
  unknownDirective,
  withoutDirectives,
} from './directives.ts';
import { type MergeObjects, mergeList, thinList } from './merge-list.ts';
import { type FieldFacts, factsOf } from './patch-facts.ts';
import { mergeInOrder } from './set-element-order.ts';

/**
 * The document as a strategic merge patch changes it: the type's facts say which lists are merged and by which key.
 * Neither argument is changed. Throws BadRequest for a patch that is none, 422 where it has lists of lists to merge.
 * Source: Kubernetes documentation, "Update API Objects in Place Using kubectl patch".
 */
export function applyStrategicMergePatch(
  document: JsonObject,
  patch: Json,
  type: StructType,
  schema: Schema,
): JsonObject {
  if (!isJsonObject(patch)) {
    throw badRequestError(`json: cannot unmarshal ${goKind(patch)} into Go value of type map[string]interface {}`);
  }
  return createMerge(schema)(document, patch, { type: 'struct', of: type.name });
}

function createMerge(schema: Schema): MergeObjects {
  const merge: MergeObjects = (original, patch, shape) => {
    if (Object.hasOwn(patch, PATCH)) return replaceObject(patch);
    const factsFor = (name: string): FieldFacts => factsOf(name, shape, schema);
    const merged = { ...retainMembers(original, patch) };
    const ordered = mergeOrderedLists(merged, patch, factsFor, merge);
    for (const [name, value] of Object.entries(patch)) {
      if (name === RETAIN_KEYS || ordered.has(name) || orderedField(name) !== undefined) continue;
      const thinned = thinnedField(name);
      if (thinned !== undefined) set(merged, thinned, thinMember(merged[thinned], value));
      else
        set(
          merged,
          name,
          mergeMember(merged[name], value, () => factsFor(name), merge),
        );
    }
    return merged;
  };
  return merge;
}

/** An object that is replaced whole takes what the patch says, or nothing. */
function replaceObject(patch: JsonObject): JsonObject {
  const { [PATCH]: directive, ...members } = patch;
  if (directive === 'replace') return members;
  if (directive === 'delete') return {};
  throw unknownDirective(patch);
}

/** Does what the patch gives an order for, in place. Returns the names of those fields, which are then done. */
function mergeOrderedLists(
  merged: JsonObject,
  patch: JsonObject,
  factsFor: (name: string) => FieldFacts,
  mergeObjects: MergeObjects,
): ReadonlySet<string> {
  const done = new Set<string>();
  for (const [name, order] of Object.entries(patch)) {
    const field = orderedField(name);
    if (field === undefined) continue;
    const lists = { original: merged[field], patch: patch[field], order };
    const list = mergeInOrder(lists, factsFor(field), mergeObjects);
    if (list !== undefined) merged[field] = list;
    done.add(field);
  }
  return done;
}

/** Undefined where nothing stays. */
function mergeMember(
  original: Json | undefined,
  value: Json,
  facts: () => FieldFacts,
  mergeObjects: MergeObjects,
): Json | undefined {
  if (value === null) return undefined;
  if (isJsonObject(original) && isJsonObject(value)) {
    const { strategy, inner } = facts();
    return strategy === 'replace' ? value : mergeObjects(original, value, inner);
  }
  if (Array.isArray(original) && Array.isArray(value)) return mergeList(original, value, facts(), mergeObjects);
  return withoutDirectives(withoutNulls(value));
}

function thinMember(original: Json | undefined, deleted: Json): Json | undefined {
  if (deleted === null) return undefined;
  return Array.isArray(original) && Array.isArray(deleted) ? thinList(original, deleted) : original;
}

function set(object: JsonObject, name: string, value: Json | undefined): void {
  if (value === undefined) delete object[name];
  else object[name] = value;
}
