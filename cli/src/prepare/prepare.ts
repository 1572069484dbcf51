import { mkdirSync } from 'node:fs';
import { natsServerConfig } from '@flotilla/bus';
import { apiServiceAddress } from '@flotilla/registry';
import { redisServerConfig } from '@flotilla/store';
import { type DataFolder, describeDataFolder, redisSocketPath, settingsFile } from '../data/data-folder.ts';
import { writeJsonFile, writePrivateFile } from '../data/json-file.ts';
import { type CertifiedKey, certificateDays } from './certificates.ts';
import type { Prepared, PrepareInput } from './input.ts';
import {
  keepBusAuthority,
  keepCertificateAuthority,
  keepSealingKey,
  keepServiceAccountKey,
  keyFiles,
  renewCertificate,
} from './keys.ts';
import { formatKubeconfig } from './kubeconfig.ts';
import { planSettings } from './settings.ts';
import { formatTraefikConfig } from './traefik-config.ts';
import { writersChangedAt } from './writers.ts';

const dayMs = 24 * 60 * 60 * 1000;
/** A process that was started on the last day of a certificate still has this long. */
const renewDaysEarly = 180;

/**
 * Writes everything that the processes of a cluster are told: keys and certificates, the configuration of Redis and
 * NATS, a settings file a process, and the kubeconfig. Keys that must last are made once; the rest is made anew.
 */
export async function prepare(input: PrepareInput): Promise<void> {
  const folder = describeDataFolder(input.dataPath);
  const keys = keyFiles(folder.keys);
  const authority = await keepCertificateAuthority(keys.authority);
  await writeCertificates(folder, input, authority);
  keepServiceAccountKey(keys.serviceAccounts);
  keepSealingKey(keys.sealing);
  const configurations = await writeConfigurations(folder, input);
  const files = [folder.kubeconfig, keys.serviceAccounts, keys.sealing, keys.api.key, ...configurations];
  const renewAfter = Date.now() + (certificateDays - renewDaysEarly) * dayMs;
  writeJsonFile(folder.preparedFile, {
    input,
    writersChangedAt: writersChangedAt(),
    files,
    renewAfter,
  } satisfies Prepared);
}

async function writeCertificates(folder: DataFolder, input: PrepareInput, authority: CertifiedKey): Promise<void> {
  const keys = keyFiles(folder.keys);
  await renewCertificate(authority, keys.api, {
    subject: 'CN=kube-apiserver',
    use: 'server',
    names: [
      'localhost',
      'kubernetes',
      'kubernetes.default',
      'kubernetes.default.svc',
      'kubernetes.default.svc.cluster.local',
      ...input.hostNames,
      apiServiceAddress(input.record.serviceRange),
      ...input.hostAddresses,
    ],
  });
  const client = await renewCertificate(authority, keys.admin, {
    subject: 'CN=flotilla-admin, O=system:masters',
    use: 'client',
  });
  const server = `https://127.0.0.1:${input.record.apiPort}`;
  writePrivateFile(folder.kubeconfig, formatKubeconfig({ server, authority: authority.certificate, client }));
}

async function writeConfigurations(folder: DataFolder, input: PrepareInput): Promise<string[]> {
  const { nats, record } = input;
  const busAuthority = await keepBusAuthority(keyFiles(folder.keys).busAuthority);
  const socketPath = redisSocketPath(folder, record.id);
  const redis = redisServerConfig({ dir: folder.redis, socketPath, password: record.redisPassword });
  writePrivateFile(folder.redisConfig, redis);
  writePrivateFile(
    folder.natsConfig,
    natsServerConfig(busAuthority, { host: nats.listenHost, port: record.natsPort, storeDir: folder.nats }),
  );
  if (input.proxy) writePrivateFile(folder.traefikConfig, formatTraefikConfig(input.proxy));
  const settings = await planSettings(folder, input, busAuthority);
  for (const [process, value] of settings) {
    // A node's may be elsewhere, where this process cannot make it and somebody else has.
    if (value.dataFolder.startsWith(folder.processes)) mkdirSync(value.dataFolder, { recursive: true, mode: 0o700 });
    writeJsonFile(settingsFile(folder, process), value);
  }
  const files = [...settings.keys()].map((process) => settingsFile(folder, process));
  return [folder.redisConfig, folder.natsConfig, ...(input.proxy ? [folder.traefikConfig] : []), ...files];
}
