import { type ApiClient, createApiClient } from '../harness/api-client.ts';
import { startFlotilla } from '../harness/flotilla.ts';
import { median, ratio, short } from '../harness/numbers.ts';
import { watchPhases } from '../harness/phases.ts';
import { formatTable, publish } from '../harness/results.ts';

const nodes = 100;
const count = 1_000;
const rounds = 3;
const concurrency = 16;

/** No Docker Engine, so that there is no other node. */
const environment = { DOCKER_HOST: 'unix:///nonexistent' };
const flotilla = await startFlotilla({ words: ['--simulated-nodes', String(nodes)], environment });
const api = createApiClient(flotilla);
const configMapsPerSecond: number[] = [];
const podsPerSecond: number[] = [];
try {
  const phases = await watchPhases(api, 'default');
  for (let round = 0; round < rounds; round++) {
    const names = Array.from({ length: count }, (_, index) => `round-${round}-${index}`);
    configMapsPerSecond.push(await measure(names, (name) => createConfigMap(api, name)));
    const running = names.map((name) => phases.running(name));
    podsPerSecond.push(await measure(names, (name) => createPod(api, name), running));
  }
  phases.stop();
} finally {
  api.close();
  await flotilla.stop();
}

const row = (name: string, values: readonly number[]) => [
  name,
  `${short(median(values))}/s`,
  `${short(Math.min(...values))} to ${short(Math.max(...values))}/s`,
  ratio(median(values), median(configMapsPerSecond)),
];
await publish(import.meta.dirname, [
  `${count} of each on ${nodes} nodes, ${concurrency} clients, ${rounds} rounds by turns.`,
  '',
  ...formatTable(
    ['from … to …', 'median', 'range', 'ratio'],
    [
      row("the first ConfigMap's create to the last one's answer", configMapsPerSecond),
      row("the first Pod's create to the last one seen Running", podsPerSecond),
    ],
  ),
]);

/** How many a second come to their end, from the first create on. */
async function measure(
  names: readonly string[],
  create: (name: string) => Promise<unknown>,
  ends: readonly Promise<unknown>[] = [],
): Promise<number> {
  const started = performance.now();
  const left = names.values();
  const client = async () => {
    for (const name of left) await create(name);
  };
  await Promise.all(Array.from({ length: concurrency }, client));
  await Promise.all(ends);
  return (1_000 * count) / (performance.now() - started);
}

function createConfigMap(client: ApiClient, name: string): Promise<unknown> {
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { text: 'x'.repeat(900) } };
  return client.create('/api/v1/namespaces/default/configmaps', object);
}

function createPod(client: ApiClient, name: string): Promise<unknown> {
  const spec = { containers: [{ name: 'main', image: 'simulated' }] };
  return client.create('/api/v1/namespaces/default/pods', { apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec });
}
