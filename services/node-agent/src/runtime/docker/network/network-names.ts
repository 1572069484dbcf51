import { createHash } from 'node:crypto';
import type { Owner } from '../translate/labels.ts';

/** What this node's part of the Pod network is called on the machine. */
export interface NetworkNames {
  readonly bridge: string;
  /** A table of nftables, of the family `ip`. */
  readonly table: string;
  /** Another one, of Services. */
  readonly servicesTable: string;
  /** Marks our rules in chains that are Docker's. */
  readonly ruleComment: string;
}

/** Marks our routes among the machine's: a routing protocol's number that nobody else has, see rt_protos. */
export const routeProtocol = '70';

/** An interface's name has at most 15 characters, so ids are shortened to their hash. */
export function networkNames({ cluster, node }: Owner): NetworkNames {
  const hash = createHash('sha256').update(`${cluster}/${node}`).digest('hex').slice(0, 8);
  return {
    bridge: `flotilla-${hash.slice(0, 6)}`,
    table: `flotilla_${hash}`,
    servicesTable: `flotilla_${hash}_services`,
    ruleComment: `flotilla ${hash}`,
  };
}

/** The node's end of the cable into a sandbox. */
export function cableName(sandboxId: string): string {
  return `fl${sandboxId.slice(0, 12)}`;
}
