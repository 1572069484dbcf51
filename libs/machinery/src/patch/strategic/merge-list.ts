import { isJsonObject, type Json, type JsonObject } from '../../json.ts';
import type { Shape } from '../../schema/schema.ts';
import { badRequestError, StatusError } from '../../status/status-error.ts';
import { goTypeOf, printGo } from '../print-go.ts';
import { PATCH, unknownDirective } from './directives.ts';
import { identityOf, orderElements } from './element-order.ts';
import type { FieldFacts } from './patch-facts.ts';

/** Merges two objects of a shape: what a list does with elements of the same key. */
export type MergeObjects = (original: JsonObject, patch: JsonObject, shape: Shape) => JsonObject;

/** A list as a patch's list changes it. Throws BadRequest, or 422 for lists of lists. */
export function mergeList(original: Json[], patch: Json[], facts: FieldFacts, mergeObjects: MergeObjects): Json[] {
  if (facts.strategy !== 'merge') return patch;
  if (original.length === 0 && patch.length === 0) return original;
  if (!holdsObjects([original, patch])) return mergeValues(original, patch);
  if (facts.mergeKey === '') throw badRequestError('cannot merge lists without merge key for struct');
  return mergeElements(original, patch, facts, mergeObjects);
}

/** A list without the values that `$deleteFromPrimitiveList` names. */
export function thinList(original: Json[], deleted: Json[]): Json[] {
  if (original.length === 0 && deleted.length === 0) return original;
  if (holdsObjects([original, deleted])) throw badRequestError('cannot merge lists without merge key for struct');
  const gone = new Set(deleted);
  return original.filter((value) => !gone.has(value));
}

/** Whether the lists hold objects; all elements must be of one type. Throws where there are none. */
export function holdsObjects(lists: readonly (readonly Json[])[]): boolean {
  const [first, ...others] = lists.flat();
  if (first === undefined) throw badRequestError('no elements in any of the given slices');
  if (Array.isArray(first)) throw listOfLists();
  if (others.every((element) => typeName(element) === typeName(first))) return isJsonObject(first);
  throw badRequestError(`list element types are not identical: ${printGo(lists.map((list) => [...list]))}`);
}

/** The value of an element's merge key. Throws BadRequest where it has none. */
export function requireKey(element: Json, mergeKey: string): Json {
  if (!isJsonObject(element)) throw badArgument('map[string]interface {}', element);
  const key = element[mergeKey];
  if (key !== undefined) return key;
  throw badRequestError(`map: ${printGo(element)} does not contain declared merge key: ${mergeKey}`);
}

export function badArgument(expected: string, received: Json): StatusError {
  return badRequestError(`expected a ${expected}, but received a ${goTypeOf(received)}`);
}

function mergeValues(original: Json[], patch: Json[]): Json[] {
  const merged = [...new Set([...original, ...patch])];
  return orderElements(merged, { mergeKey: '', wanted: patch, present: original });
}

function mergeElements(
  original: Json[],
  patch: Json[],
  { inner, mergeKey }: FieldFacts,
  mergeObjects: MergeObjects,
): Json[] {
  const changes = patch.filter(isJsonObject);
  const plain = changes.filter((change) => !Object.hasOwn(change, PATCH));
  const deleted = changes.filter((change) => isDeletion(change)).map((change) => requireKey(change, mergeKey));
  for (const change of plain) requireKey(change, mergeKey);
  if (changes.some((change) => change[PATCH] === 'replace')) return plain;
  const present = original.filter((element) => !deleted.includes(identityOf(element, mergeKey) ?? null));
  const merged = [...present];
  for (const change of plain) {
    const key = identityOf(change, mergeKey);
    const at = merged.findIndex((element) => identityOf(element, mergeKey) === key);
    const element = merged[at];
    if (isJsonObject(element)) merged[at] = mergeObjects(element, change, inner);
    else merged.push(change);
  }
  for (const element of merged) requireKey(element, mergeKey);
  return orderElements(merged, { mergeKey, wanted: plain, present });
}

function isDeletion(change: JsonObject): boolean {
  const directive = change[PATCH];
  if (directive === 'merge') throw badRequestError('merging lists cannot yet be specified in the patch');
  if (directive !== undefined && directive !== 'delete' && directive !== 'replace') throw unknownDirective(change);
  return directive === 'delete';
}

function listOfLists(): StatusError {
  return new StatusError(422, 'Invalid', 'the server rejected our request due to an error in our request', {});
}

function typeName(value: Json): string {
  return Array.isArray(value) ? 'list' : value === null ? 'null' : typeof value;
}
