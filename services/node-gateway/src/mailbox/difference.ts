import type { SyncMessage } from '@flotilla/bus';

/** What a node holds or should hold: revisions, Pods by uid and the others by `namespace/name`. 0: no node object. */
export interface Holdings {
  readonly pods: ReadonlyMap<string, number>;
  readonly configMaps: ReadonlyMap<string, number>;
  readonly secrets: ReadonlyMap<string, number>;
  readonly node: number;
}

export const PARTS = ['pods', 'configMaps', 'secrets'] as const;
export type Part = (typeof PARTS)[number];

export interface Difference {
  readonly put: Readonly<Record<Part, readonly string[]>>;
  readonly drop: Readonly<Record<Part, readonly string[]>>;
  readonly node: boolean;
}

/** What must be sent so that a node that holds `told` holds `wanted`. */
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

export function isEmpty({ put, drop, node }: Difference): boolean {
  return !node && PARTS.every((part) => put[part].length === 0 && drop[part].length === 0);
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
