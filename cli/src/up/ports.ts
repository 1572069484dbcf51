import { type ClusterRecord, newRecord, readRecord, writeRecord } from '../data/cluster-record.ts';
import type { DataFolder } from '../data/data-folder.ts';
import { findPortOwner, isFree, pickFreePort } from '../machine/port.ts';

const usualApiPort = 6443;

/**
 * What this cluster keeps, with ports that are free now. The API's port is one that people have written down, so it
 * never changes by itself: throws where it is in use, naming by whom. NATS' may change, as only children use it.
 */
export async function settleRecord(folder: DataFolder, wantedApiPort: number | undefined): Promise<ClusterRecord> {
  const kept = readRecord(folder);
  const apiPort = await settleApiPort(wantedApiPort ?? kept?.apiPort ?? usualApiPort, kept);
  const natsPort = kept !== undefined && (await isFree(kept.natsPort)) ? kept.natsPort : await pickFreePort();
  const record = kept === undefined ? newRecord({ apiPort, natsPort }) : { ...kept, apiPort, natsPort };
  writeRecord(folder, record);
  return record;
}

async function settleApiPort(port: number, kept: ClusterRecord | undefined): Promise<number> {
  if (port === 0) return kept !== undefined && (await isFree(kept.apiPort)) ? kept.apiPort : pickFreePort();
  if (await isFree(port)) return port;
  const owner = findPortOwner(port);
  const who = owner === undefined ? 'a process that may not be looked at' : `pid ${owner.pid} (${owner.command})`;
  throw new Error(`Cannot listen on port ${port}: it must be free, but ${who} uses it. Choose another with --port N`);
}
