import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type TLSSocket } from 'node:tls';
import { type Api, createApi } from '@flotilla/api';
import { mintService } from '@flotilla/bus';
import { startNats, type TestNats } from '@flotilla/bus/testing';
import { createLogger, type Settings } from '@flotilla/process';
import { type ControlPlane, connectControlPlane } from '@flotilla/registry';
import type { RelayOptions } from '@flotilla/relay';
import { startRedis, type TestRedis } from '@flotilla/store/testing';
import { type ApiClient, createApiClient } from './api-client.ts';
import { createIdentities, type Identities, writeKubeconfig } from './identities.ts';
import { createKubectl, type Kubectl } from './kubectl.ts';
import { findKubectl, type KubectlVersion } from './kubectls.ts';
import { type RunningRelay, startRelay } from './relay.ts';

/** Redis, NATS, relay and API: all that objects need to be written, read and watched. Nothing acts on them. */
export interface TestControlPlane {
  readonly redis: TestRedis;
  readonly nats: TestNats;
  readonly relay: RunningRelay;
  /** Speaks to the API under this identity, or none; closed with the control plane. */
  client(identity?: 'admin' | 'jane' | 'impostor' | 'nobody'): ApiClient;
  /** A connection of the admin's, for what no client library would send. */
  connect(): TLSSocket;
  kubectl(version: KubectlVersion): Promise<Kubectl>;
  /** Ends the API with all its connections, and starts another on the same port that knows nothing yet. */
  restartApi(): Promise<void>;
  stop(): Promise<void>;
}

/** `relay`: how much the relay lets the event stream keep, and more. */
export async function startControlPlane(options: { relay?: RelayOptions } = {}): Promise<TestControlPlane> {
  const folder = mkdtempSync(join(tmpdir(), 'flotilla-control-plane-'));
  const [redis, nats, identities] = await Promise.all([
    startRedis({ gate: 'closed' }),
    startNats(),
    createIdentities(),
  ]);
  const { admin, authority } = identities;
  const settings = await writeSettings(folder, redis, nats);
  const relay = await startRelay(redis, nats, options.relay);
  let api = await startApi(settings, identities, 0);
  const port = api.port();
  const kubeconfig = writeKubeconfig(folder, port, authority, admin);
  const closing: { close(): void }[] = [];
  const client = (identity: 'admin' | 'jane' | 'impostor' | 'nobody' = 'admin'): ApiClient => {
    const access = { host: '127.0.0.1', port, authority };
    const made = createApiClient(identity === 'nobody' ? access : { ...access, client: identities[identity] });
    closing.push(made);
    return made;
  };
  await Promise.all(
    ['default', 'kube-system'].map((name) => client().create('/api/v1/namespaces', { metadata: { name } })),
  );
  return {
    redis,
    nats,
    relay,
    client,
    connect: () => connect({ host: '127.0.0.1', port, ca: authority, cert: admin.certificate, key: admin.key }),
    async kubectl(version) {
      const made = createKubectl(await findKubectl(version), kubeconfig);
      closing.push(made);
      return made;
    },
    async restartApi() {
      await api.stop();
      api = await startApi(settings, identities, port);
    },
    async stop() {
      for (const each of closing) each.close();
      await api.stop();
      await relay.stop();
      await Promise.all([redis.stop(), nats.stop()]);
      rmSync(folder, { recursive: true });
    },
  };
}

async function writeSettings(folder: string, redis: TestRedis, nats: TestNats): Promise<Settings> {
  const sealingKeyFile = join(folder, 'sealing.key');
  writeFileSync(sealingKeyFile, randomBytes(32).toString('base64'), { mode: 0o600 });
  return {
    cluster: {
      id: randomUUID(),
      domain: 'cluster.local',
      podRange: '10.244.0.0/16',
      serviceRange: '10.96.0.0/12',
      authorityFile: join(folder, 'ca.crt'),
      apiUrl: 'https://127.0.0.1',
    },
    logLevel: 'error',
    dataFolder: folder,
    telemetry: { folder: join(folder, 'telemetry') },
    store: {
      address: { socketPath: redis.connection.socketPath },
      password: redis.connection.password,
      sealingKeyFile,
    },
    bus: { url: `nats://${nats.servers[0]}`, credentials: await mintService(nats.authority, 'control-plane') },
  };
}

interface RunningApi {
  port(): number;
  stop(): Promise<void>;
}

async function startApi(settings: Settings, identities: Identities, port: number): Promise<RunningApi> {
  const logger = createLogger({ level: settings.logLevel });
  const ending = new AbortController();
  const connected = await connectControlPlane(settings, {
    service: 'api',
    feed: 'whole',
    logger,
    signal: ending.signal,
  });
  const bulk = await connected.bus.bulk();
  const api = createApi(
    { ...connected, bulk, logger, health: { redis: () => connected.store.trouble() } },
    {
      host: '127.0.0.1',
      port,
      certificate: identities.server.certificate,
      key: identities.server.key,
      clientAuthority: identities.authority,
    },
  );
  await api.start();
  return { port: () => api.port(), stop: () => stopApi(api, ending, connected, bulk) };
}

async function stopApi(api: Api, ending: AbortController, connected: ControlPlane, bulk: { close(): Promise<void> }) {
  await api.stop();
  ending.abort();
  await bulk.close();
  await connected.close();
}
