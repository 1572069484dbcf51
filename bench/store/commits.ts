import { readFileSync } from 'node:fs';
import { createStore } from '@flotilla/store';
import { startRedis } from '@flotilla/store/testing';
import { Redis } from 'ioredis';
import { createCommit, median, namespaceCommit, operationsASecond, type Workload } from './workload.ts';

const connections = 16;
const rounds = 5;
const roundMs = 1500;

const workloads: Workload[] = [
  { clients: 1, bodyBytes: 1024 },
  { clients: 16, bodyBytes: 1024 },
  { clients: 64, bodyBytes: 1024 },
  { clients: 64, bodyBytes: 4096 },
];

interface Contestant {
  readonly name: string;
  operate(name: string, bodyBytes: number): Promise<unknown>;
}

interface Result {
  readonly perSecond: number;
  readonly redisMicroseconds: number;
}

const redis = await startRedis();
const store = await createStore({ ...redis.connection, connections, outboxBytes: 2 ** 40 });
await store.commit(namespaceCommit());
const clients = Array.from(
  { length: connections },
  () => new Redis({ path: redis.connection.socketPath, password: redis.connection.password }),
);
const [admin = new Redis()] = clients;
const sha = String(await admin.script('LOAD', readFileSync(new URL('barest.lua', import.meta.url), 'utf8')));

let turn = 0;
const contestants: Contestant[] = [
  {
    name: 'barest script',
    operate(name, bodyBytes) {
      turn += 1;
      const { writes, meta } = createCommit(name, bodyBytes);
      const [write] = writes;
      const keys = [`bare:default/${name}`, 'bare#index', 'bare#revision', 'bare#outbox'];
      const args = [`default/${name}`, '0', write?.body.head ?? '', write?.body.tail ?? '', JSON.stringify(meta)];
      return (clients[turn % connections] ?? admin).call('EVALSHA', sha, keys.length, ...keys, ...args);
    },
  },
  { name: 'store.commit', operate: (name, bodyBytes) => store.commit(createCommit(name, bodyBytes)) },
];

async function redisCpuSeconds(): Promise<number> {
  const info = await admin.info('cpu');
  return [...info.matchAll(/^used_cpu_(?:user|sys):([\d.]+)/gm)].reduce((sum, found) => sum + Number(found[1]), 0);
}

let names = 0;
async function measure({ operate }: Contestant, { clients: count, bodyBytes }: Workload): Promise<Result> {
  const before = await redisCpuSeconds();
  const start = names;
  const perSecond = await operationsASecond(count, roundMs, () => {
    names += 1;
    return operate(`pod-${names}`, bodyBytes);
  });
  return { perSecond, redisMicroseconds: (((await redisCpuSeconds()) - before) * 1e6) / (names - start) };
}

/** Contestants take turns, so that a busy moment of the machine strikes all alike. */
async function compare(workload: Workload): Promise<Record<string, string | number>> {
  const results = new Map<string, Result[]>(contestants.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const contestant of contestants) {
      results.get(contestant.name)?.push(await measure(contestant, workload));
    }
    await admin.del('outbox', 'bare#outbox');
  }
  const perSecond = [...results.values()].map((found) => median(found.map((result) => result.perSecond)));
  const cpu = [...results.values()].map((found) => median(found.map((result) => result.redisMicroseconds)));
  return {
    clients: workload.clients,
    'body bytes': workload.bodyBytes,
    'barest /s': Math.round(perSecond[0] ?? 0),
    'store /s': Math.round(perSecond[1] ?? 0),
    ratio: Number(((perSecond[1] ?? 0) / (perSecond[0] ?? 1)).toFixed(2)),
    'barest Redis us': Math.round(cpu[0] ?? 0),
    'store Redis us': Math.round(cpu[1] ?? 0),
  };
}

const table: Record<string, string | number>[] = [];
for (const workload of workloads) table.push(await compare(workload));
console.table(table);

for (const client of clients) client.disconnect();
await store.close();
await redis.stop();
