import { isJsonObject, type Json } from '../../json.ts';

/** What an element is told apart by: the value of its merge key, or itself. */
export function identityOf(element: Json, mergeKey: string): Json | undefined {
  return mergeKey !== '' && isJsonObject(element) ? element[mergeKey] : element;
}

export interface Orders {
  readonly mergeKey: string;
  /** The order that the patch wants. Elements that are not in it are the server's own. */
  readonly wanted: readonly Json[];
  /** The order as it was. */
  readonly present: readonly Json[];
}

/**
 * Puts the elements of a merged list in order: those of the patch as it wants them, the server's own as they were, and
 * one of these before one of those where it stood before it. Source: Kubernetes design proposals, "Preserve Order in
 * Strategic Merge Patch".
 */
export function orderElements(elements: readonly Json[], { mergeKey, wanted, present }: Orders): Json[] {
  const wantedRank = ranks(wanted, mergeKey);
  const presentRank = ranks(present, mergeKey);
  const rankIn = (order: ReadonlyMap<unknown, number>) => (element: Json) =>
    order.get(identityOf(element, mergeKey)) ?? -1;
  const patched = elements.filter((element) => wantedRank.has(identityOf(element, mergeKey)));
  const own = elements.filter((element) => !wantedRank.has(identityOf(element, mergeKey)));
  return interleave(sortBy(own, rankIn(presentRank)), sortBy(patched, rankIn(wantedRank)), rankIn(presentRank));
}

/** Takes from `own` as long as its next element stood before the next of `patched`, else from `patched`. */
function interleave(own: readonly Json[], patched: readonly Json[], rank: (element: Json) => number): Json[] {
  const result: Json[] = [];
  let next = 0;
  for (const element of patched) {
    const place = rank(element);
    for (let left = own[next]; left !== undefined && rank(left) >= 0 && rank(left) < place; left = own[next]) {
      result.push(left);
      next += 1;
    }
    result.push(element);
  }
  return [...result, ...own.slice(next)];
}

function sortBy(elements: readonly Json[], rank: (element: Json) => number): Json[] {
  return elements.toSorted((left, right) => rank(left) - rank(right));
}

/** Where each element stands first. */
function ranks(order: readonly Json[], mergeKey: string): ReadonlyMap<unknown, number> {
  const found = new Map<unknown, number>();
  for (const [index, element] of order.entries()) {
    const identity = identityOf(element, mergeKey);
    if (!found.has(identity)) found.set(identity, index);
  }
  return found;
}
