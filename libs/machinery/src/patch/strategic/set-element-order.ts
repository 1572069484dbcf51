import { isJsonObject, type Json } from '../../json.ts';
import { badRequestError } from '../../status/status-error.ts';
import { printGo } from '../print-go.ts';
import { PATCH, withoutDirectives } from './directives.ts';
import { identityOf, orderElements } from './element-order.ts';
import { badArgument, holdsObjects, type MergeObjects, mergeList, requireKey } from './merge-list.ts';
import type { FieldFacts } from './patch-facts.ts';

export interface OrderedLists {
  readonly original: Json | undefined;
  readonly patch: Json | undefined;
  /** What `$setElementOrder/<field>` says: values, or objects with just the merge key. */
  readonly order: Json;
}

/** A list merged and put in the order that the patch wants; undefined where there is none. Throws BadRequest. */
export function mergeInOrder(lists: OrderedLists, facts: FieldFacts, mergeObjects: MergeObjects): Json | undefined {
  const { mergeKey } = facts;
  const order = asList(lists.order);
  const original = lists.original === undefined ? undefined : asList(lists.original);
  const patch = lists.patch === undefined ? undefined : asList(lists.patch);
  checkOrder(patch ?? [], order, mergeKey);
  if (original === undefined && patch === undefined) return undefined;
  const merged = mergeBoth(original, patch, facts, mergeObjects);
  if (holdsObjects([original ?? [], patch ?? []]))
    for (const element of [...merged, ...order]) requireKey(element, mergeKey);
  return orderElements(merged, { mergeKey, wanted: order, present: orderBefore(original ?? [], merged, mergeKey) });
}

function mergeBoth(
  original: Json[] | undefined,
  patch: Json[] | undefined,
  facts: FieldFacts,
  mergeObjects: MergeObjects,
): Json[] {
  if (patch === undefined) return original ?? [];
  if (original === undefined) return asList(withoutDirectives(patch) ?? []);
  return mergeList(original, patch, facts, mergeObjects);
}

/**
 * What stood where before. Where elements were deleted, as many new ones count as having stood at the end: in the
 * reference they take over the places that became free, and its order is what clients have learnt to expect.
 */
function orderBefore(original: readonly Json[], merged: readonly Json[], mergeKey: string): readonly Json[] {
  if (mergeKey === '') return original;
  const keys = new Set(original.map((element) => identityOf(element, mergeKey)));
  const kept = new Set(merged.map((element) => identityOf(element, mergeKey)));
  const survivors = original.filter((element) => kept.has(identityOf(element, mergeKey)));
  const added = merged.filter((element) => !keys.has(identityOf(element, mergeKey)));
  return [...survivors, ...added.slice(0, original.length - survivors.length)];
}

/** What the patch changes must all be in the order it gives, and in that order. */
function checkOrder(patch: readonly Json[], order: readonly Json[], mergeKey: string): void {
  if (patch.length === 0 || order.length === 0) return;
  const changes = mergeKey === '' ? patch : patch.filter((change) => directiveOf(change) !== 'delete');
  let next = 0;
  for (const wanted of order) {
    while (directiveOf(changes[next]) !== undefined) next += 1;
    const change = changes[next];
    if (change === undefined) return;
    if (keyOf(change, mergeKey) === keyOf(wanted, mergeKey)) next += 1;
  }
  if (next === changes.length) return;
  const lists = `The order in patch list:\n${printGo([...patch])}\n doesn't match $setElementOrder list:\n`;
  throw badRequestError(`${lists}${printGo([...order])}\n`);
}

function directiveOf(change: Json | undefined): Json | undefined {
  return isJsonObject(change) ? change[PATCH] : undefined;
}

function keyOf(element: Json, mergeKey: string): Json {
  return mergeKey === '' ? element : requireKey(element, mergeKey);
}

function asList(value: Json): Json[] {
  if (!Array.isArray(value)) throw badArgument('[]interface {}', value);
  return value;
}
