import { randomUUID } from 'node:crypto';
import { type Bus, type BusConnection, type Change, type ChangeStream, connectBus, mintService } from '@flotilla/bus';
import { startNats, type TestNats } from '@flotilla/bus/testing';
import { type Commit, createStore, type Store, type StoreOptions } from '@flotilla/store';
import { startRedis, type TestRedis } from '@flotilla/store/testing';
import { onTestFinished } from 'vitest';
import { createRelay, type Relay, type RelayOptions } from '../src/index.ts';

/** Real Redis and NATS, and what works on them; all of it ends with the test. */
export interface Platform {
  readonly redis: TestRedis;
  readonly nats: TestNats;
  readonly bus: Bus;
  relayConnection(): Promise<BusConnection>;
  relay(options?: RelayOptions): Promise<Relay>;
  store(options?: StoreOptions): Promise<Store>;
}

export async function startPlatform(): Promise<Platform> {
  const [redis, nats] = await Promise.all([startRedis({ gate: 'closed' }), startNats()]);
  const connection = async (service: 'api' | 'relay'): Promise<BusConnection> => ({
    servers: nats.servers,
    credentials: await mintService(nats.authority, service),
    name: service,
  });
  const bus = await connectBus(await connection('api'));
  onTestFinished(async () => {
    await bus.close();
    await Promise.all([redis.stop(), nats.stop()]);
  });
  return {
    redis,
    nats,
    bus,
    relayConnection: () => connection('relay'),
    async relay(options) {
      const log = { info: () => {}, warn: () => {} };
      const relay = createRelay({ store: redis.connection, bus: await connection('relay'), log }, options);
      onTestFinished(() => relay.stop());
      relay.start();
      return relay;
    },
    async store(options) {
      const store = await createStore({ ...redis.connection, ...options });
      onTestFinished(() => store.close());
      return store;
    },
  };
}

/** A commit that creates one Pod. */
export function createPod(name: string, options: { bytes?: number; counter?: string } = {}): Commit {
  const filler = 'x'.repeat(options.bytes ?? 0);
  return {
    writes: [
      {
        type: 'put',
        key: { resource: 'pods', namespace: 'default', name },
        uid: randomUUID(),
        body: { head: '{"metadata":{"resourceVersion":"', tail: `"},"name":"${name}","filler":"${filler}"}` },
        expected: 0,
        terminating: false,
      },
    ],
    meta: { user: 'tester', fieldManager: 'vitest', time: Date.now(), requestId: randomUUID() },
  };
}

/** Commits Pods of these names one after the other; resolves with the last revision. */
export async function createPods(store: Store, names: readonly string[], bytes = 0): Promise<number> {
  let last = 0;
  for (const name of names) last = (await store.commit(createPod(name, { bytes })))[0] ?? 0;
  return last;
}

/** Reads changes until one of the revision `until` has come. */
export async function readUntil(bus: Bus, stream: ChangeStream, until: number, after = stream.base): Promise<Change[]> {
  const found: Change[] = [];
  for await (const batch of bus.changes(stream, { after, signal: new AbortController().signal })) {
    found.push(...batch);
    if ((found.at(-1)?.revision ?? 0) >= until) break;
  }
  return found;
}

export const names = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}-${index}`);
