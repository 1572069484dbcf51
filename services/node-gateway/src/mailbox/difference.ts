import type { SyncMessage } from '@flotilla/bus';

/** In the order in which they are told: what a Pod needs before the Pod. */
export const PARTS = ['configMaps', 'secrets', 'volumes', 'claims', 'pods'] as const;
export type Part = (typeof PARTS)[number];

/** Something for each part. */
export function eachPart<T>(make: (part: Part) => T): Record<Part, T> {
  return Object.fromEntries(PARTS.map((part) => [part, make(part)])) as Record<Part, T>;
}

/**
 * What a node holds or should hold: revisions, Pods by uid, volumes by name and the others by `namespace/name`. 0: no
 * node object.
 */
export type Holdings = Readonly<Record<Part, ReadonlyMap<string, number>>> & { readonly node: number };

/** What must be sent so that a node that holds one thing holds another. */
export interface Difference {
  readonly put: Readonly<Record<Part, readonly string[]>>;
  readonly drop: Readonly<Record<Part, readonly string[]>>;
  readonly node: boolean;
}

export function differenceOf(told: Holdings, wanted: Holdings): Difference {
  const put = (part: Part): string[] =>
    [...wanted[part]].filter(([key, revision]) => told[part].get(key) !== revision).map(([key]) => key);
  const drop = (part: Part): string[] => [...told[part].keys()].filter((key) => !wanted[part].has(key));
  return {
    put: eachPart(put),
    drop: eachPart(drop),
    node: wanted.node !== told.node && wanted.node !== 0,
  };
}

/** Whether there is a Pod that the node does not know at all. */
export function bringsPods(told: Holdings, wanted: Holdings): boolean {
  return [...wanted.pods.keys()].some((uid) => !told.pods.has(uid));
}

export function dropsNothing({ drop }: Difference): boolean {
  return PARTS.every((part) => drop[part].length === 0);
}

/** What a node says that it holds. */
export function holdingsOf(message: SyncMessage): Holdings {
  return { ...eachPart((part) => new Map(Object.entries(message[part] ?? {}))), node: message.node };
}
