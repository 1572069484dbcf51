import { chainName, chainOf, MASK_MARK } from './chains.ts';
import type { Front } from './front.ts';

/** The maps and sets of our table that are kept up with Services, and what they hold. */
export const SET_TYPES = {
  services: 'map services { type ipv4_addr . inet_proto . inet_service : verdict',
  endpoints: 'map endpoints { type ipv4_addr . inet_proto . inet_service . mark : ipv4_addr . inet_service',
  node_ports: 'map node_ports { type inet_proto . inet_service : verdict',
  node_port_endpoints: 'map node_port_endpoints { type inet_proto . inet_service . mark : ipv4_addr . inet_service',
  refused: 'set refused { type ipv4_addr . inet_proto . inet_service',
  refused_node_ports: 'set refused_node_ports { type inet_proto . inet_service',
  hairpin: 'set hairpin { type ipv4_addr . ipv4_addr',
} as const;
export type SetName = keyof typeof SET_TYPES;

export interface Element {
  readonly set: SetName;
  readonly key: string;
  /** Empty in a set. */
  readonly value: string;
}

/** What the table must hold so that this front leads to its backends; one without any refuses. */
export function elementsOf(front: Front): Element[] {
  const { address, backends } = front;
  const key = elementKey(front);
  const isNodePort = address === undefined;
  if (backends.length === 0) return [{ set: isNodePort ? 'refused_node_ports' : 'refused', key, value: '' }];
  const verdict: Element = {
    set: isNodePort ? 'node_ports' : 'services',
    key,
    value: `goto ${chainName(chainOf(front))}`,
  };
  const targets = backends.flatMap(({ address: target, port, local }, slot): Element[] => [
    {
      set: isNodePort ? 'node_port_endpoints' : 'endpoints',
      key: `${key} . ${markOf(front, slot)}`,
      value: `${target} . ${port}`,
    },
    ...(local ? [{ set: 'hairpin' as const, key: `${target} . ${target}`, value: '' }] : []),
  ]);
  return [verdict, ...targets];
}

/** `10.96.0.10 . udp . 53`. */
export function elementKey({ address, protocol, port }: Pick<Front, 'address' | 'protocol' | 'port'>): string {
  return [...(address === undefined ? [] : [address]), protocol.toLowerCase(), port].join(' . ');
}

export function markOf({ masked }: Pick<Front, 'masked'>, slot: number): number {
  return slot + (masked ? MASK_MARK : 0);
}
