import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { type Cluster, children, rangeOptions, startCluster } from '../harness/cluster.ts';
import { flotilla } from '../harness/flotilla.ts';
import { containersByPod, containersOf, nothingOf, remainsOf } from '../harness/footprint.ts';
import { freeRanges, isAlive } from '../harness/machine.ts';
import { demoImage } from '../harness/pods.ts';
import { until } from '../harness/until.ts';

const open: Cluster[] = [];
afterEach(async () => {
  for (const cluster of open.splice(0)) await cluster.destroy();
});

async function start(options: Parameters<typeof startCluster>[0] = {}): Promise<Cluster> {
  const cluster = await startCluster(options);
  open.push(cluster);
  return cluster;
}

/** Runs a Pod, and resolves with the ids of its containers when it is ready. */
async function runPod(cluster: Cluster, name: string): Promise<string[]> {
  const kubectl = await cluster.kubectl();
  await kubectl.ok(['run', name, `--image=${demoImage}`, '--', 'sleep', '1000']);
  await kubectl.ok(['wait', `pod/${name}`, '--for=condition=Ready', '--timeout=60s']);
  return containersOfPod(cluster, name);
}

async function containersOfPod(cluster: Cluster, name: string): Promise<string[]> {
  const { metadata } = await cluster.client.get(`/api/v1/namespaces/default/pods/${name}`);
  return (await containersByPod()).get(metadata.uid) ?? [];
}

async function expectAdopted(cluster: Cluster, name: string, before: readonly string[]): Promise<void> {
  const kubectl = await cluster.kubectl();
  await kubectl.ok(['wait', `pod/${name}`, '--for=condition=Ready', '--timeout=60s']);
  expect(await containersOfPod(cluster, name)).toEqual(before);
  expect(await kubectl.ok(['get', 'pod', name, '--no-headers'])).toMatch(new RegExp(`^${name} +1/1 +Running +0 `));
}

test('after kill -9 of up its children end, its containers run on, and the next up adopts them', async () => {
  const first = await start();
  const containers = await runPod(first, 'survivor');
  expect(containers.length).toBeGreaterThan(0);
  const pids = first.processes().flatMap(({ process }) => process?.pid ?? []);
  expect(pids).toHaveLength(children.length);
  await first.end('SIGKILL');
  await until('the children have ended', () => (pids.some(isAlive) ? undefined : true));
  expect(await containersOf('io.kubernetes.pod.name=survivor')).toEqual(expect.arrayContaining(containers));

  const second = await start({ dataPath: first.dataPath });
  await expectAdopted(second, 'survivor', containers);
  const footprint = await second.footprint();
  expect((await second.flotilla('down')).code).toBe(0);
  expect(await remainsOf(footprint)).toEqual(nothingOf(footprint));
});

test('after kill -9 of up, down clears up without another up', async () => {
  const cluster = await start();
  await runPod(cluster, 'left');
  const footprint = await cluster.footprint();
  await cluster.end('SIGKILL');
  const { code, stdout } = await cluster.flotilla('down');
  expect({ code, last: stdout.trim().split('\n').at(-1) }).toEqual({ code: 0, last: 'Nothing runs.' });
  expect(await remainsOf(footprint)).toEqual(nothingOf(footprint));
});

test('with --keep-pods containers run on after the end, for the next up', async () => {
  const first = await start({ args: ['--keep-pods'] });
  const containers = await runPod(first, 'kept');
  expect(await first.end('SIGINT')).toBe(0);
  expect(await containersOf('io.kubernetes.pod.name=kept')).toEqual(expect.arrayContaining(containers));

  const second = await start({ dataPath: first.dataPath });
  await expectAdopted(second, 'kept', containers);
  expect((await second.flotilla('down', '--keep-pods')).code).toBe(0);
  expect(await containersOf('io.kubernetes.pod.name=kept')).toEqual(expect.arrayContaining(containers));
});

test('up --detach comes back when a node is Ready, and what it started is ended by down', async () => {
  const dataPath = mkdtempSync(join(tmpdir(), 'flotilla-detached-'));
  const ranges = rangeOptions(await freeRanges());
  const args = ['--data', dataPath, '--port', '0', ...ranges, '--simulated-nodes', '2'];
  const up = await flotilla(['up', '--detach', ...args]);
  expect(up).toMatchObject({ code: 0, stdout: expect.stringContaining(`export KUBECONFIG=${dataPath}/kubeconfig`) });
  const status = await flotilla(['status', '--data', dataPath]);
  expect(status.stdout).toMatch(/^Nodes +(\d+) of \1 Ready$/m);
  const nodes = await flotilla(['kubectl', '--data', dataPath, 'get', 'nodes', '-o', 'name']);
  expect(nodes.stdout).toContain('node/simulated-0\nnode/simulated-1\n');
  const pids = [...status.stdout.matchAll(/^[a-z-]+ +(\d+) /gm)].map(([, pid]) => Number(pid));
  expect(pids.length).toBeGreaterThanOrEqual(5);
  expect((await flotilla(['down', '--data', dataPath])).code).toBe(0);
  expect(pids.filter(isAlive)).toEqual([]);
  expect((await flotilla(['status', '--data', dataPath])).code).toBe(1);
  rmSync(dataPath, { recursive: true });
});

test('a second up on the same data, and one on a port in use, say who is in the way', async () => {
  const cluster = await start({ args: ['--simulated-nodes', '1'] });
  const second = await flotilla(['up', '--data', cluster.dataPath, '--port', '0']);
  expect(second.code).toBe(1);
  expect(second.stderr).toContain(`Cannot start on ${cluster.dataPath}: pid ${cluster.pid} runs there already.`);
  expect(second.stderr).toContain(`flotilla down --data ${cluster.dataPath}`);

  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const third = await flotilla([
    'up',
    '--data',
    join(cluster.dataPath, 'other'),
    '--port',
    `${port}`,
    '--simulated-nodes',
    '1',
  ]);
  server.close();
  expect(third.code).toBe(1);
  expect(third.stderr).toContain(`Cannot listen on port ${port}: it must be free, but pid ${process.pid} (`);
});
