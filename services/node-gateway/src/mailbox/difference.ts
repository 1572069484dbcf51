import type { SyncMessage } from '@flotilla/bus';

/** In the order in which they are told: what a Pod needs before the Pod. */
export const PARTS = ['configMaps', 'secrets', 'pods'] as const;
export type Part = (typeof PARTS)[number];

/** What a node holds or should hold: revisions, Pods by uid and the others by `namespace/name`. 0: no node object. */
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
    put: { pods: put('pods'), configMaps: put('configMaps'), secrets: put('secrets') },
    drop: { pods: drop('pods'), configMaps: drop('configMaps'), secrets: drop('secrets') },
    node: wanted.node !== told.node && wanted.node !== 0,
  };
}

export function dropsNothing({ drop }: Difference): boolean {
  return PARTS.every((part) => drop[part].length === 0);
}

/** What a node says that it holds. */
export function holdingsOf(message: SyncMessage): Holdings {
  return {
    pods: new Map(Object.entries(message.pods)),
    configMaps: new Map(Object.entries(message.configMaps)),
    secrets: new Map(Object.entries(message.secrets)),
    node: message.node,
  };
}
