import { type BusConnection, connectBus, mintService, type Service } from '@flotilla/bus';
import { startNats } from '@flotilla/bus/testing';
import { createRelay } from '@flotilla/relay';
import { createStore } from '@flotilla/store';
import { startRedis } from '@flotilla/store/testing';
import { createCommit, median, namespaceCommit } from './workload.ts';

const events = 30_000;
const bodyBytes = 1024;
const alone = 500;
const stream = { epoch: 1, base: 0 };

const [redis, nats] = [await startRedis(), await startNats()];
const connection = async (service: Service): Promise<BusConnection> => ({
  servers: nats.servers,
  name: service,
  credentials: await mintService(nats.authority, service),
});
const store = await createStore({ ...redis.connection });
const bus = await connectBus(await connection('api'));
const log = { info: () => {}, warn: console.warn };

/** Reads until the revision; resolves with how long it took. */
async function readTo(revision: number): Promise<number> {
  const begin = performance.now();
  for await (const batch of bus.changes(stream, { after: 0, signal: new AbortController().signal })) {
    if ((batch.at(-1)?.revision ?? 0) >= revision) break;
  }
  return performance.now() - begin;
}

async function untilRelayed(revision: number): Promise<void> {
  while ((await bus.streamState(stream))?.last !== revision) await new Promise((resolve) => setImmediate(resolve));
}

await store.commit(namespaceCommit());
let left = events;
const writer = async () => {
  while (left > 0) {
    left -= 1;
    await store.commit(createCommit(`pod-${left}`, bodyBytes));
  }
};
await Promise.all(Array.from({ length: 64 }, writer));
const revision = await store.revision();

const relay = createRelay({ store: redis.connection, bus: await connection('relay'), log });
const begin = performance.now();
relay.start();
await untilRelayed(revision);
const relayMs = performance.now() - begin;
const readMs = await readTo(revision);

const arrivals = new Map<number, () => void>();
const stop = new AbortController();
const listen = async () => {
  for await (const batch of bus.changes(stream, { after: revision, signal: stop.signal })) {
    for (const change of batch) arrivals.get(change.revision)?.();
  }
};
void listen();
const delays: number[] = [];
for (let index = 1; index <= alone; index += 1) {
  const { promise, resolve } = Promise.withResolvers<void>();
  arrivals.set(revision + index, resolve);
  const sent = performance.now();
  await store.commit(createCommit(`alone-${index}`, bodyBytes));
  await promise;
  delays.push(performance.now() - sent);
}
stop.abort();

console.table({
  'relayed /s': Math.round((revision / relayMs) * 1000),
  'read /s': Math.round((revision / readMs) * 1000),
  'commit to reader, median ms': Number(median(delays).toFixed(2)),
  'commit to reader, 99th ms': Number((delays.toSorted((a, b) => a - b)[Math.floor(alone * 0.99)] ?? 0).toFixed(2)),
});

await relay.stop();
await bus.close();
await store.close();
await Promise.all([nats.stop(), redis.stop()]);
