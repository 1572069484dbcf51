import { join } from 'node:path';
import type { ClusterRecord } from '../data/cluster-record.ts';
import type { DataFolder } from '../data/data-folder.ts';

/** A further node on this machine: a network namespace with a Docker Engine of its own. */
export interface LocalNode {
  readonly name: string;
  /** What its process and its settings are called. */
  readonly process: string;
  readonly namespace: string;
  /** The other end of its cable, in the network's namespace. */
  readonly port: string;
  readonly address: string;
  /** What its Engine keeps while it runs: sockets, whose paths must be short. */
  readonly runFolder: string;
  readonly dockerSocket: string;
  /** Images, containers and volumes. They go with the node. */
  readonly dataFolder: string;
  /** The agent's own part of that. */
  readonly agentFolder: string;
}

/** One link that this machine and its further nodes share, in a namespace of its own: no rule of this one's firewall counts there. */
export interface LocalNetwork {
  readonly namespace: string;
  /** This machine's end. */
  readonly hostLink: string;
  readonly hostAddress: string;
  readonly prefixBits: number;
  readonly nodes: readonly LocalNode[];
}

const prefixBits = 24;

/**
 * Where nodes two to `count` of a cluster on this machine are. Names and addresses follow from the cluster's id, so that
 * several clusters share a machine; the addresses are of the range that is nobody's outside (RFC 6598).
 */
export function planLocalNetwork(folder: DataFolder, { id, nodeName }: ClusterRecord, count: number): LocalNetwork {
  const short = id.replace(/-/g, '').slice(0, 6);
  const [first, second] = [Number.parseInt(id.slice(0, 2), 16), Number.parseInt(id.slice(2, 4), 16)];
  const prefix = `100.${64 + (first % 64)}.${second}`;
  const nodes = Array.from({ length: count - 1 }, (_, index): LocalNode => {
    const number = index + 2;
    const dataFolder = join(folder.processes, `node-${number}`);
    const runFolder = `/run/flotilla-${short}-${number}`;
    return {
      name: `${nodeName}-${number}`,
      process: `node-agent-${number}`,
      namespace: `flotilla-${short}-${number}`,
      port: `p${number}`,
      address: `${prefix}.${number}`,
      runFolder,
      dockerSocket: join(runFolder, 'docker.sock'),
      dataFolder,
      agentFolder: join(dataFolder, 'agent'),
    };
  });
  return { namespace: `flotilla-${short}`, hostLink: `flt${short}`, hostAddress: `${prefix}.1`, prefixBits, nodes };
}
