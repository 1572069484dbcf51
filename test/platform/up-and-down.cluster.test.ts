import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { identify } from '@flotilla/cli/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../harness/until.ts';
import { createPlatform, type Platform } from './platform.ts';

const image = 'localhost/flotilla/busybox:1';
let platform: Platform;

beforeAll(() => {
  platform = createPlatform({ podRange: '10.213.0.0/16' });
});
afterAll(() => platform.destroy());

const uidOf = (pod: string) => platform.kubectl('get', 'pod', pod, '--output=jsonpath={.metadata.uid}');
const ready = (pod: string) => platform.kubectl('wait', '--for=condition=Ready', `pod/${pod}`, '--timeout=60s');

/** The containers of Pods; spare ones come and go. */
async function podContainers(): Promise<string[]> {
  const found = await platform.kubectl(
    'get',
    'pods',
    '--output=jsonpath={.items[*].status.containerStatuses[*].containerID}',
  );
  return found.split(' ').map((id) => id.replace('docker://', ''));
}

/** A process that ended and waits to be reaped is not alive. */
const isAlive = (pid: number) => identify(pid) !== undefined;

async function ended(pids: readonly number[], withinMs: number): Promise<void> {
  await until(`the end of ${pids.join(', ')}`, () => !pids.some(isAlive) || undefined, withinMs);
}

describe('one cluster, started and ended again and again on the same data', () => {
  test('the first steps work: a Pod runs and its logs are read', async () => {
    await platform.up();
    await platform.kubectl('run', 'hello', `--image=${image}`, '--', 'sh', '-c', 'echo hi; sleep 1000');
    await ready('hello');
    expect(await platform.kubectl('logs', 'hello')).toBe('hi\n');
    const status = await platform.flotilla('status');
    expect(status.code).toBe(0);
    expect(status.output).toMatch(/^control-plane +\d+ +.* MiB$/m);
    expect(status.output).toMatch(/^Nodes +1 of 1 Ready$/m);
    expect(status.output).toMatch(/^Pods +1: 1 Running$/m);
  });

  test('a second one on the same data is refused, and told who runs there', async () => {
    const second = await platform.flotilla('up');
    expect(second.code).toBe(1);
    expect(second.output).toContain(`pid ${platform.supervisor()} runs there already`);
  });

  test('down removes containers, networks and processes, and keeps the data', async () => {
    const uid = await uidOf('hello');
    const pids = [platform.supervisor(), ...platform.processes().map(({ pid }) => pid)];
    expect(await platform.network()).not.toEqual([]);
    expect((await platform.flotilla('down')).code).toBe(0);
    expect(pids.filter(isAlive)).toEqual([]);
    expect(await platform.containers()).toEqual([]);
    expect(await platform.network()).toEqual([]);
    expect((await platform.flotilla('status')).code).toBe(1);
    await platform.up();
    expect(await uidOf('hello')).toBe(uid);
    await ready('hello');
  });

  test('killed, its processes end and its containers run on, to be adopted by the next', async () => {
    const [before, pids] = [await podContainers(), platform.processes().map(({ pid }) => pid)];
    process.kill(platform.supervisor(), 'SIGKILL');
    await ended(pids, 5_000);
    expect(await platform.containers()).toEqual(expect.arrayContaining(before));
    await platform.up();
    await ready('hello');
    expect(await podContainers()).toEqual(before);
  });

  test('killed, down removes what it left', async () => {
    process.kill(platform.supervisor(), 'SIGKILL');
    expect((await platform.flotilla('down')).code).toBe(0);
    expect(await platform.containers()).toEqual([]);
    expect(await platform.network()).toEqual([]);
  });

  test('with --keep-pods containers run on, to be adopted by the next', async () => {
    await platform.up();
    await ready('hello');
    const before = await podContainers();
    expect((await platform.flotilla('down', '--keep-pods')).code).toBe(0);
    expect(await platform.containers()).toEqual(expect.arrayContaining(before));
    await platform.up();
    await ready('hello');
    expect(await podContainers()).toEqual(before);
  });

  test.each(['redis', 'nats', 'control-plane', 'node-agent'])(
    '%s is started again when it is killed, and no container with it',
    async (name) => {
      const [before, killed] = [await podContainers(), platform.pidOf(name)];
      process.kill(killed, 'SIGKILL');
      await until(`another ${name}`, () => platform.pidOf(name) !== killed || undefined);
      await until('a whole cluster', async () => (await platform.flotilla('status')).code === 0 || undefined);
      const pod = `after-${name}`;
      await platform.kubectl('run', pod, `--image=${image}`, '--', 'sleep', '1000');
      await ready(pod);
      expect(await podContainers()).toEqual(expect.arrayContaining(before));
      await platform.kubectl('delete', 'pod', pod, '--now');
    },
  );

  test('each service can have a process of its own', async () => {
    await platform.flotilla('down');
    await platform.up('--processes');
    const services = ['relay', 'api', 'cluster-controller', 'scheduler', 'node-gateway'];
    expect(platform.processes().map(({ name }) => name)).toEqual(expect.arrayContaining(services));
    await ready('hello');
  });

  test('Ctrl-C ends one in the foreground, with its containers', async () => {
    await platform.flotilla('down');
    const foreground = spawn(join(import.meta.dirname, '../../flotilla'), ['up', '--data', platform.dataFolder]);
    const exit = once(foreground, 'exit');
    let output = '';
    foreground.stdout.on('data', (part) => {
      output += part;
    });
    await until('the end of its start', () => output.includes('export KUBECONFIG=') || undefined);
    await ready('hello');
    foreground.kill('SIGINT');
    expect(await exit).toEqual([0, null]);
    expect(await platform.containers()).toEqual([]);
    expect(await platform.network()).toEqual([]);
  });
});

test('a port in use is told with the process that has it', async () => {
  const server = createServer().listen(0, '0.0.0.0');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const refused = await platform.flotilla('up', '--port', String(port));
  server.close();
  expect(refused.code).toBe(1);
  expect(refused.output).toContain(`port ${port}: it must be free, but pid ${process.pid} (`);
});

test('simulated nodes run Pods without containers', async () => {
  const simulated = createPlatform({ podRange: '10.214.0.0/16' });
  try {
    await simulated.up('--simulated-nodes', '3');
    const nodes = await simulated.kubectl('get', 'nodes', '--output=name');
    expect(nodes.split('\n')).toEqual(
      expect.arrayContaining(['node/simulated-0', 'node/simulated-1', 'node/simulated-2']),
    );
    const overrides = JSON.stringify({ spec: { nodeName: 'simulated-1' } });
    await simulated.kubectl('run', 'anything', '--image=no/such:1', `--overrides=${overrides}`);
    await simulated.kubectl('wait', '--for=condition=Ready', 'pod/anything', '--timeout=60s');
  } finally {
    await simulated.destroy();
  }
});
