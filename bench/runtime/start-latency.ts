import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as rest } from 'node:timers/promises';
import { promisify } from 'node:util';
import {
  createDockerodeEngine,
  createDockerRuntime,
  demoImage,
  ensureDemoImage,
  type PodRuntime,
  type StoredPod,
  systemClock,
} from '@flotilla/node-agent';

/** How many starts one after the other, and how many at once. */
const inSequence = Number(process.argv[2] ?? 20);
const atOnce = Number(process.argv[3] ?? 20);
/** What was started last must not disturb what is measured next; spare sandboxes are made in this time. */
const restMs = 1_500;
/** At which `docker run`s in parallel are fastest on two cores. */
const dockerRunsAtOnce = 4;

const docker = (...args: string[]) => promisify(execFile)('docker', args);
const script = ['sh', '-c', 'exec sleep 1000'];

function samplePod(): StoredPod {
  const uid = randomUUID();
  const containers = [{ name: 'main', image: demoImage, command: script }];
  return { apiVersion: 'v1', kind: 'Pod', metadata: { uid, namespace: 'bench', name: 'pod' }, spec: { containers } };
}

/** A Pod of one container: its sandbox with network, and the container in it. */
async function startPod(runtime: PodRuntime): Promise<void> {
  const pod = samplePod();
  await runtime.createSandbox({ pod, attempt: 0 });
  for (const container of pod.spec.containers) await runtime.run({ pod, container, attempt: 0, environment: [] });
}

async function dockerRun(): Promise<void> {
  await docker('run', '-d', '--label', 'flotilla.bench', demoImage, ...script);
}

async function removeDockerRuns(): Promise<void> {
  const { stdout } = await docker('ps', '-aq', '--filter', 'label=flotilla.bench');
  const ids = stdout.split('\n').filter((id) => id !== '');
  if (ids.length > 0) await docker('rm', '-f', ...ids);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}

function quantile(times: readonly number[], part: number): number {
  const sorted = times.toSorted((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? Number.NaN;
}

async function withRuntime<T>(spareSandboxes: number, use: (runtime: PodRuntime) => Promise<T>): Promise<T> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'flotilla-bench-'));
  const owner = { cluster: randomUUID(), node: 'bench' };
  const runtime = createDockerRuntime(
    { engine, clock: systemClock },
    {
      owner,
      dataFolder,
      spareSandboxes,
      hostAddress: '192.0.2.1',
      clusterDomain: 'cluster.local',
      clusterRange: '10.191.0.0/16',
      cpus: 2,
      memoryBytes: 8e9,
    },
  );
  await runtime.start();
  await runtime.setPodRange('10.191.7.0/24');
  try {
    await rest(restMs);
    return await use(runtime);
  } finally {
    await runtime.close();
    await runtime.destroy();
    await rm(dataFolder, { recursive: true });
  }
}

/** Both in turns, so that a noisy moment hits both. */
async function measureSequence(spareSandboxes: number) {
  return withRuntime(spareSandboxes, async (runtime) => {
    const pods: number[] = [];
    const runs: number[] = [];
    for (let count = 0; count < inSequence; count++) {
      pods.push(await timed(() => startPod(runtime)));
      await rest(restMs);
      runs.push(await timed(dockerRun));
    }
    await removeDockerRuns();
    return { pods, runs };
  });
}

async function measureAtOnce(): Promise<{ podsMs: number; runsMs: number }> {
  const podsMs = await withRuntime(4, (runtime) =>
    timed(() => Promise.all(Array.from({ length: atOnce }, () => startPod(runtime)))),
  );
  const queue = Array.from({ length: dockerRunsAtOnce }, async (_, lane) => {
    for (let count = lane; count < atOnce; count += dockerRunsAtOnce) await dockerRun();
  });
  const runsMs = await timed(() => Promise.all(queue));
  await removeDockerRuns();
  return { podsMs, runsMs };
}

function show(name: string, pods: readonly number[], runs: readonly number[]): void {
  const [pod, run] = [quantile(pods, 0.5), quantile(runs, 0.5)];
  const times = `median ${pod.toFixed(0)} ms (p90 ${quantile(pods, 0.9).toFixed(0)})`;
  console.log(
    `${name}: ${times}; docker run -d ${run.toFixed(0)} ms (p90 ${quantile(runs, 0.9).toFixed(0)}); ratio ${(pod / run).toFixed(2)}`,
  );
}

const engine = createDockerodeEngine('/var/run/docker.sock');
await ensureDemoImage(engine);
const spare = await measureSequence(4);
show('Pod, sandbox made before', spare.pods, spare.runs);
const fresh = await measureSequence(0);
show('Pod, sandbox made for it', fresh.pods, fresh.runs);
const { podsMs, runsMs } = await measureAtOnce();
console.log(
  `${atOnce} Pods at once: ${podsMs.toFixed(0)} ms; docker run -d, ${dockerRunsAtOnce} at a time: ${runsMs.toFixed(0)} ms; ratio ${(podsMs / runsMs).toFixed(2)}`,
);
