import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { connectBus, mintService } from '@flotilla/bus';
import { startNats, type TestNats } from '@flotilla/bus/testing';
import { type Kind, kinds, schema } from '@flotilla/kinds';
import { createRecordingLogger } from '@flotilla/process/testing';
import {
  type Client,
  createClient,
  createRegistry,
  createSeal,
  createWholeFeed,
  defaultAdmission,
  type Feed,
  type Registry,
} from '@flotilla/registry';
import { createStore, type Store } from '@flotilla/store';
import { startRedis, type TestRedis } from '@flotilla/store/testing';
import { silentTelemetry } from '@flotilla/telemetry/testing';
import { type RunningRelay, startRelay } from '../harness/relay.ts';

/** The registry as a process has it, on real Redis, NATS and relay, with the namespace `default`. */
export interface Plane {
  readonly registry: Registry;
  readonly store: Store;
  readonly feed: Feed;
  readonly redis: TestRedis;
  readonly nats: TestNats;
  readonly relay: RunningRelay;
  /** Of a user who may do anything. */
  readonly client: Client;
  /** Takes from NATS all that it has: the relay then begins a new epoch. */
  loseStream(): Promise<void>;
  stop(): Promise<void>;
}

export async function startPlane(): Promise<Plane> {
  const [redis, nats] = await Promise.all([startRedis({ gate: 'closed' }), startNats()]);
  const relay = await startRelay(redis, nats);
  const ending = new AbortController();
  const { logger: log } = createRecordingLogger();
  const store = await createStore(redis.connection);
  const bus = await connectBus({
    servers: nats.servers,
    credentials: await mintService(nats.authority, 'api'),
    name: 'api',
  });
  const feed = createWholeFeed({ bus, store, log, signal: ending.signal });
  const registry = createRegistry({
    store,
    bus,
    feed,
    kinds,
    schema,
    seal: createSeal(randomBytes(32)),
    admission: defaultAdmission,
    serviceRange: '10.96.0.0/12',
    telemetry: silentTelemetry,
  });
  const client = createClient(registry, { user: { name: 'admin', groups: ['system:masters'] }, fieldManager: 'test' });
  await client.create(
    { apiVersion: 'v1', kind: 'Namespace' },
    { ...typed('Namespace'), metadata: { name: 'default' } },
  );
  return {
    registry,
    store,
    feed,
    redis,
    nats,
    relay,
    client,
    async loseStream() {
      await nats.kill();
      await rm(nats.storeDir, { recursive: true });
      await nats.restart();
    },
    async stop() {
      ending.abort();
      await bus.close();
      await store.close();
      await relay.stop();
      await Promise.all([redis.stop(), nats.stop()]);
    },
  };
}

function typed(kind: string): { apiVersion: string; kind: string } {
  return { apiVersion: 'v1', kind };
}

/** A kind of the core group that there is. */
export function coreKind(name: string): Kind {
  const kind = kinds.byKind('v1', name);
  if (kind === undefined) throw new Error(`Cannot test: there must be a kind ${name}`);
  return kind;
}
