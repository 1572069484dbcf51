import type { Front } from './front.ts';

/** Set beside a slot: who follows it answers through this node. */
export const MASK_MARK = 0x4000;

/** A chain that sends a connection on to one of so many backends. Services share them. */
export interface Chain {
  readonly count: number;
  readonly masked: boolean;
  readonly nodePort: boolean;
  readonly affinitySeconds: number | undefined;
}

export function chainOf({ address, masked, affinitySeconds, backends }: Front): Chain {
  return { count: backends.length, masked, nodePort: address === undefined, affinitySeconds };
}

export function chainName({ count, masked, nodePort, affinitySeconds }: Chain): string {
  const parts = [nodePort ? 'node_port' : 'address', masked ? 'masked' : 'plain', count];
  return [...parts, ...(affinitySeconds === undefined ? [] : [affinitySeconds])].join('_');
}

/**
 * The slot travels in the packet's mark. A client with an affinity goes where it went before, unless that slot is gone:
 * then the jump returns.
 */
export function chainText(chain: Chain): string {
  const { count, masked, nodePort, affinitySeconds } = chain;
  const front = nodePort ? '' : 'ip daddr . ';
  const port = 'meta l4proto . th dport';
  const [endpoints, affinity] = nodePort ? ['node_port_endpoints', 'node_port_affinity'] : ['endpoints', 'affinity'];
  const name = chainName(chain);
  const pick = `meta mark set numgen random mod ${count}${masked ? ` offset ${MASK_MARK}` : ''}`;
  const send = `dnat ip to ${front}${port} . meta mark map @${endpoints}`;
  if (affinitySeconds === undefined) return `  chain ${name} {\n    ${pick}\n    ${send}\n  }\n`;
  const client = `ip saddr . ${front}${port}`;
  const remember = `update @${affinity} { ${client} timeout ${affinitySeconds}s : meta mark }`;
  return `  chain ${name}_again {\n    ${remember}\n    ${send}\n  }
  chain ${name} {
    meta mark set ${client} map @${affinity} jump ${name}_again
    ${pick}
    goto ${name}_again
  }\n`;
}
