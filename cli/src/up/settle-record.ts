import { type ClusterRecord, newRecord, readRecord, writeRecord } from '../data/cluster-record.ts';
import type { DataFolder } from '../data/data-folder.ts';
import { findPortOwner, isFree, pickFreePort } from '../machine/port.ts';
import type { UpOptions } from './options.ts';
import type { IngressProxy } from './settle-proxy.ts';

const usualApiPort = 6443;
/** Room for 256 nodes of 254 Pods each, where upstream's examples have theirs. */
const narrowPodRange = '10.244.0.0/16';
const nodesOfNarrowRange = 256;
/** Room for 32,768 nodes, of which all but a few are simulated. */
const widePodRange = '10.128.0.0/9';
/** Where upstream's examples have theirs. */
const usualServiceRange = '10.96.0.0/12';

/**
 * What this cluster keeps, with ports that are free now. The API's port is one that people have written down, so it
 * never changes by itself: throws where it is in use, naming by whom. NATS' may change, as only children use it.
 */
export async function settleRecord(
  folder: DataFolder,
  options: UpOptions,
  proxy: IngressProxy,
): Promise<ClusterRecord> {
  const kept = readRecord(folder);
  const apiPort = await settleApiPort(options.apiPort ?? kept?.apiPort ?? usualApiPort, kept);
  const podRange = options.podRange ?? kept?.podRange ?? usualPodRange(options.simulatedNodes);
  const serviceRange = options.serviceRange ?? kept?.serviceRange ?? usualServiceRange;
  const natsPort = kept !== undefined && (await isFree(kept.natsPort)) ? kept.natsPort : await pickFreePort();
  const chosen = { apiPort, natsPort, podRange, serviceRange, ...('ports' in proxy && { proxy: proxy.ports }) };
  const record = kept === undefined ? newRecord(chosen) : { ...kept, ...chosen };
  writeRecord(folder, record);
  return record;
}

function usualPodRange(simulatedNodes: number): string {
  return simulatedNodes < nodesOfNarrowRange ? narrowPodRange : widePodRange;
}

async function settleApiPort(port: number, kept: ClusterRecord | undefined): Promise<number> {
  if (port === 0) return kept !== undefined && (await isFree(kept.apiPort)) ? kept.apiPort : pickFreePort();
  if (await isFree(port)) return port;
  const owner = findPortOwner(port);
  const who = owner === undefined ? 'a process that may not be looked at' : `pid ${owner.pid} (${owner.command})`;
  throw new Error(`Cannot listen on port ${port}: it must be free, but ${who} uses it. Choose another with --port N`);
}
