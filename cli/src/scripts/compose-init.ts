import { hostname } from 'node:os';
import { newRecord, readRecord, writeRecord } from '../data/cluster-record.ts';
import { openDataFolder } from '../data/data-folder.ts';
import { hostAddresses, outboundAddress } from '../machine/address.ts';
import { readCount } from '../options.ts';
import { isPrepared } from '../prepare/ensure-prepared.ts';
import type { PrepareInput } from '../prepare/input.ts';
import { prepare } from '../prepare/prepare.ts';
import { proxyPlace } from '../prepare/proxy-place.ts';

/**
 * The `init` container of docker-compose.yml: fills the volume that all the others read. Run again, it keeps what must
 * last, as `up` does.
 */
const folder = openDataFolder('/var/lib/flotilla');
const chosen = {
  apiPort: readPort('FLOTILLA_API_PORT'),
  natsPort: readPort('FLOTILLA_NATS_PORT'),
  podRange: process.env.FLOTILLA_POD_RANGE ?? '10.244.0.0/16',
  serviceRange: process.env.FLOTILLA_SERVICE_RANGE ?? '10.96.0.0/12',
};
const proxy = {
  http: readPort('FLOTILLA_HTTP_PORT'),
  https: readPort('FLOTILLA_HTTPS_PORT'),
  api: readPort('FLOTILLA_PROXY_PORT'),
};
const address = await outboundAddress();
const record = { ...(readRecord(folder) ?? newRecord(chosen)), ...chosen };
writeRecord(folder, record);

const input: PrepareInput = {
  dataPath: folder.path,
  record,
  hostNames: [hostname(), 'api'],
  hostAddresses: hostAddresses(),
  outboundAddress: address,
  proxy: proxyPlace(folder, proxy, address),
  nats: {
    listenHost: '0.0.0.0',
    url: `nats://nats:${chosen.natsPort}`,
    nodeUrl: `nats://127.0.0.1:${chosen.natsPort}`,
  },
  node: {
    address,
    dockerSocket: '/var/run/docker.sock',
    dataFolder: '/var/lib/flotilla-node',
    machineProcess: 'dockerd',
  },
  simulatedNodes: 0,
  arrangement: 'apart',
};
if (!isPrepared(folder, input)) await prepare(input);

function readPort(variable: string): number {
  return readCount(variable, process.env[variable] ?? '', 1, 65_535);
}
