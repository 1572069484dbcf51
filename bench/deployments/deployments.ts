import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type ApiClient, createApiClient } from '../harness/api-client.ts';
import { run } from '../harness/command.ts';
import { type Flotilla, startFlotilla } from '../harness/flotilla.ts';
import { median, ratio, short } from '../harness/numbers.ts';
import { formatTable, publish } from '../harness/results.ts';

/** As deployment.yaml says. */
const replicas = 10;
const rounds = 5;
/** So that neither pays for what the other left to be cleared up or made ready. */
const restMs = 3_000;
const manifest = join(import.meta.dirname, 'deployment.yaml');
/** The project is a name that no other composition of the machine has. */
const composition = ['--file', join(import.meta.dirname, 'docker-compose.yml'), '--project-name', 'flotilla-bench'];

const flotilla = await startFlotilla();
const api = createApiClient(flotilla);
const deploymentMs: number[] = [];
const compositionMs: number[] = [];
try {
  // The first of each finds nothing warm.
  await timeDeployment(flotilla, api);
  await timeComposition();
  for (let round = 0; round < rounds; round++) {
    deploymentMs.push(await timeDeployment(flotilla, api));
    compositionMs.push(await timeComposition());
  }
} finally {
  api.close();
  await flotilla.stop();
}

const row = (name: string, values: readonly number[]) => [
  name,
  `${short(median(values) / 1000)} s`,
  `${short(Math.min(...values) / 1000)} to ${short(Math.max(...values) / 1000)} s`,
  ratio(median(values), median(compositionMs)),
];
const engine = await run('docker', ['version', '--format', '{{.Server.Version}}']);
const compose = await run('docker-compose', ['version', '--short']);
await publish(import.meta.dirname, [
  `${replicas} replicas, ${rounds} rounds by turns. Docker Engine ${engine.trim()}, Compose ${compose.trim()}.`,
  '',
  ...formatTable(
    ['from … to …', 'median', 'range', 'ratio'],
    [
      row('`docker-compose up --detach --scale web=10` to its end', compositionMs),
      row('`kubectl apply` to ten ready replicas seen by a watch', deploymentMs),
    ],
  ),
]);

/** Applies the Deployment, waits for its replicas, and removes it again. */
async function timeDeployment({ kubectl }: Flotilla, client: ApiClient): Promise<number> {
  await pause(restMs);
  const ready = Promise.withResolvers<number>();
  const stop = await client.watch('/apis/apps/v1/namespaces/default/deployments', ({ object }) => {
    if (object.status?.readyReplicas === replicas) ready.resolve(performance.now());
  });
  try {
    const sent = performance.now();
    await kubectl('apply', '--filename', manifest);
    return (await ready.promise) - sent;
  } finally {
    stop();
    await kubectl('delete', '--filename', manifest, '--cascade=foreground', '--timeout=60s');
  }
}

/** Starts as many containers with Compose, and removes them again. */
async function timeComposition(): Promise<number> {
  await pause(restMs);
  const sent = performance.now();
  try {
    await run('docker-compose', [...composition, 'up', '--detach', '--scale', `web=${replicas}`]);
    return performance.now() - sent;
  } finally {
    await run('docker-compose', [...composition, 'down']);
  }
}
