import type { NetworkMessage, NetworkSyncMessage } from '@flotilla/bus';
import { NETWORK_PARTS, type NetworkPart, type NetworkView } from './network-view.ts';

/** What a network message says, before it has its place in a session. */
export type NetworkNews = Pick<NetworkMessage, 'put' | 'drop'>;

/** A message is cut where it grows past this; NATS takes 8 MB. */
const MESSAGE_BYTES = 1024 * 1024;

export interface Cut {
  readonly news: NetworkNews;
  /** How many of the keys it tells of: the others are for the next message. */
  readonly told: number;
}

export interface PartKey {
  readonly part: NetworkPart;
  readonly key: string;
}

/** How these objects stand, as far as one message holds; at least one of them. */
export function newsOf(view: Pick<NetworkView, 'get'>, keys: readonly PartKey[]): Cut {
  const put: Record<NetworkPart, unknown[]> = { services: [], endpointSlices: [], nodes: [] };
  const drop: Record<NetworkPart, string[]> = { services: [], endpointSlices: [], nodes: [] };
  let bytes = 0;
  let told = 0;
  for (const { part, key } of keys) {
    const object = view.get(part, key);
    if (object === undefined) drop[part].push(key);
    else put[part].push(object);
    bytes += object === undefined ? key.length : JSON.stringify(object).length;
    told++;
    if (bytes >= MESSAGE_BYTES) break;
  }
  return { news: { put, drop } as NetworkNews, told };
}

/** What a node lacks that holds these revisions, and what it is to hold no more. */
export function lackingOf(view: Pick<NetworkView, 'all' | 'get'>, held: NetworkSyncMessage): PartKey[] {
  return NETWORK_PARTS.flatMap((part) => {
    const lacking = [...view.all(part)].filter(([key, { revision }]) => held[part][key] !== revision);
    const gone = Object.keys(held[part]).filter((key) => view.get(part, key) === undefined);
    return [...lacking.map(([key]) => key), ...gone].map((key) => ({ part, key }));
  });
}
