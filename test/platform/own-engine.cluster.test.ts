import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { root } from '../harness/flotilla.ts';
import { isAlive, output } from '../harness/machine.ts';
import { until } from '../harness/until.ts';

/** A machine within this one on which no Docker Engine runs: its own network, and nothing where engines keep theirs. */
let machine: ChildProcess;
const dataPath = mkdtempSync(join(tmpdir(), 'flotilla-engine-'));
const hiding = ['/run', '/var/lib/docker', '/var/lib/containerd'].map(
  (path) => `mkdir -p ${path} && mount -t tmpfs none ${path}`,
);

const inside = (...command: readonly string[]) =>
  output('nsenter', '--target', String(machine.pid), '--mount', '--net', '--', ...command);
const flotilla = (command: string, ...args: readonly string[]) =>
  inside(join(root, 'flotilla'), command, '--data', dataPath, ...args);
const containerOf = (pod: string) =>
  flotilla('kubectl', 'get', 'pod', pod, '--output=jsonpath={.status.containerStatuses[0].containerID}');

/** The Engine's processes, as `up` remembers them. */
function enginePids(): { readonly containerd: number; readonly dockerd: number } {
  const { containerd, dockerd } = JSON.parse(readFileSync(join(dataPath, 'engine.json'), 'utf8'));
  return { containerd: containerd.pid, dockerd: dockerd.pid };
}

/** Ends all that runs on the machine: an Engine that is killed may forget a container that it was creating. */
function endMachine(): void {
  const networkOf = (pid: string) => {
    try {
      return readlinkSync(`/proc/${pid}/ns/net`);
    } catch {
      return undefined;
    }
  };
  const own = networkOf(String(machine.pid));
  if (own === undefined || own === networkOf('self')) return;
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && networkOf(name) === own);
  for (const pid of pids) process.kill(Number(pid), 'SIGKILL');
}

beforeAll(async () => {
  const script = [...hiding, 'ip link set lo up', 'echo made', 'exec sleep infinity'].join(' && ');
  machine = spawn('unshare', ['--mount', '--net', '--', 'sh', '-c', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const failed = once(machine, 'exit').then(([code]) => Promise.reject(new Error(`the machine ended with ${code}`)));
  failed.catch(() => {});
  await Promise.race([machine.stdout && once(machine.stdout, 'data'), failed]);
});
afterAll(async () => {
  await flotilla('down').finally(endMachine);
  rmSync(dataPath, { recursive: true });
});

test('where no Docker answers, up starts one and runs Pods in it', async () => {
  await flotilla('up', '--detach', '--port', '0');
  await flotilla('kubectl', 'run', 'hello', '--image=localhost/flotilla/busybox:1', '--', 'sleep', '1000');
  await flotilla('kubectl', 'wait', '--for=condition=Ready', 'pod/hello', '--timeout=60s');
  expect(Object.values(enginePids()).map(isAlive)).toEqual([true, true]);
});

test.each(['dockerd', 'containerd'] as const)(
  '%s is started again when it is killed, and the containers run on',
  async (daemon) => {
    const [container, killed] = [await containerOf('hello'), enginePids()[daemon]];
    process.kill(killed, 'SIGKILL');
    await until(`another ${daemon}`, () => (enginePids()[daemon] === killed ? undefined : true));
    const pod = `after-${daemon}`;
    await flotilla('kubectl', 'run', pod, '--image=localhost/flotilla/busybox:1', '--', 'sleep', '1000');
    await flotilla('kubectl', 'wait', '--for=condition=Ready', `pod/${pod}`, '--timeout=60s');
    expect(await containerOf('hello')).toBe(container);
  },
);

test('with --keep-pods it stays, since containers run in it', async () => {
  await flotilla('down', '--keep-pods');
  expect(Object.values(enginePids()).map(isAlive)).toEqual([true, true]);
});

test('down stops it, where nothing runs in it any more', async () => {
  const engine = enginePids();
  await flotilla('down');
  expect(Object.values(engine).map(isAlive)).toEqual([false, false]);
});
