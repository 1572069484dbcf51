import { setTimeout as pause } from 'node:timers/promises';
import { type ApiClient, createApiClient } from '../harness/api-client.ts';
import { run } from '../harness/command.ts';
import { startFlotilla } from '../harness/flotilla.ts';
import { median, quantile, ratio, short } from '../harness/numbers.ts';
import { type Phases, watchPhases } from '../harness/phases.ts';
import { formatTable, publish } from '../harness/results.ts';

const count = 20;
const image = 'localhost/flotilla/busybox:1';
const command = ['sleep', '1000'];
/** So that neither start pays for what the one before left to be cleared up or made ready. */
const restMs = 1_000;

const pods = '/api/v1/namespaces/default/pods';

/** One after the other, Pods and `docker run` by turns. */
const flotilla = await startFlotilla();
const api = createApiClient(flotilla);
const podMs: number[] = [];
const dockerMs: number[] = [];
try {
  const phases = await watchPhases(api, 'default');
  // The first of each finds nothing warm.
  await timePod(api, phases, 'warm-up');
  await timeDockerRun();
  for (let index = 0; index < count; index++) {
    podMs.push(await timePod(api, phases, `pod-${index}`));
    dockerMs.push(await timeDockerRun());
  }
  phases.stop();
} finally {
  api.close();
  await flotilla.stop();
}

const row = (name: string, values: readonly number[]) => [
  name,
  `${short(median(values))} ms`,
  ratio(median(values), median(dockerMs)),
  `${short(quantile(values, 0.9))} ms`,
  ratio(quantile(values, 0.9), quantile(dockerMs, 0.9)),
];
const docker = (
  await run('docker', ['version', '--format', 'client {{.Client.Version}}, engine {{.Server.Version}}'])
).trim();
await publish(import.meta.dirname, [
  `${count} of each, by turns. Docker: ${docker}.`,
  '',
  ...formatTable(
    ['from … to …', 'median', 'ratio', '90th of 100', 'ratio'],
    [row('`docker run -d` to its end', dockerMs), row("Pod's create to Running seen by a watch", podMs)],
  ),
]);

async function timePod(client: ApiClient, phases: Phases, name: string): Promise<number> {
  await pause(restMs);
  const sent = performance.now();
  await client.create(pods, {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name },
    spec: { terminationGracePeriodSeconds: 0, containers: [{ name: 'main', image, command }] },
  });
  const running = await phases.running(name);
  await client.delete(`${pods}/${name}`);
  await phases.gone(name);
  return running - sent;
}

async function timeDockerRun(): Promise<number> {
  await pause(restMs);
  const sent = performance.now();
  const id = (await run('docker', ['run', '-d', image, ...command])).trim();
  const took = performance.now() - sent;
  await run('docker', ['rm', '-f', id]);
  return took;
}
