import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ContainerStatus, PodStatus } from '@flotilla/kinds/core/v1';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { LogOptions } from './link/container-logs.ts';
import type { StoredPod } from './pod/stored-pod.ts';
import { tar } from './runtime/docker/images/tar.ts';
import { command } from './runtime/docker/network/command.ts';
import { cableName, networkNames } from './runtime/docker/network/network-names.ts';
import { ownerFilter } from './runtime/docker/translate/labels.ts';
import { type DockerNode, startDockerNode, stopDockerNode } from './testing/docker-node.ts';
import { samplePod, shellContainer, sleepScript } from './testing/sample-pod.ts';

let node: DockerNode;

beforeEach(async () => {
  node = await startDockerNode();
});

afterEach(() => stopDockerNode(node));

const statusOf = (pod: StoredPod): PodStatus | undefined => node.link.statuses.get(pod.metadata.uid);
const containerOf = (pod: StoredPod): ContainerStatus | undefined => statusOf(pod)?.containerStatuses?.[0];

async function put(pod: StoredPod, holds: () => boolean | undefined): Promise<void> {
  node.link.put(pod);
  await node.link.until(() => holds() === true);
}

function run(pod: StoredPod, phase = 'Running'): Promise<void> {
  return put(pod, () => statusOf(pod)?.phase === phase);
}

async function remove(pod: StoredPod): Promise<void> {
  node.link.deletePod(pod.metadata.uid, 30);
  await node.link.until(() => node.link.gone.has(pod.metadata.uid));
}

async function logsOf(pod: StoredPod, container: string, options: Partial<LogOptions> = {}): Promise<string> {
  const wanted = { follow: true, previous: false, timestamps: false, ...options };
  const chunks: Uint8Array[] = [];
  const logs = node.runtime.logs({ podUid: pod.metadata.uid, container, ...wanted }, new AbortController().signal);
  for await (const chunk of logs) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

/** Resolves when the container has set up how it takes its end. */
async function firstOutput({ metadata: { uid } }: StoredPod): Promise<void> {
  const request = { podUid: uid, container: 'main', follow: true, previous: false, timestamps: false };
  const logs = node.runtime.logs(request, new AbortController().signal)[Symbol.asyncIterator]();
  await logs.next();
  await logs.return?.();
}

const never = { restartPolicy: 'Never' };

test('the containers of a Pod share its network and have its name', async () => {
  const scripts = {
    server: 'echo served | nc -l -p 8080',
    client: 'until nc 127.0.0.1 8080; do usleep 20000; done; hostname; ip -4 -o address show eth0',
  };
  const pod = samplePod({ name: 'pair', scripts, spec: never });
  await run(pod, 'Succeeded');
  const output = await logsOf(pod, 'client');
  expect(output).toContain('served\n');
  expect(output).toContain('pair\n');
  expect(output).toContain(` ${statusOf(pod)?.podIP}/24 `);
});

test('Pods reach each other, and their gateway, by address', async () => {
  const server = samplePod({ name: 'server', scripts: { main: 'while :; do echo served | nc -l -p 8080; done' } });
  await run(server);
  const address = statusOf(server)?.podIP;
  const client = samplePod({
    name: 'client',
    scripts: { main: `until nc ${address} 8080; do usleep 20000; done` },
    spec: never,
  });
  await run(client, 'Succeeded');
  expect(await logsOf(client, 'main')).toBe('served\n');
});

test('a container gets its environment, its arguments expanded with it, and the Pod’s hosts file', async () => {
  const metadata = { namespace: 'default', name: 'settings' };
  node.link.putConfigMap({ apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { colour: 'red' } });
  const pod = samplePod({
    name: 'configured',
    spec: never,
    containers: [
      {
        ...shellContainer('main', ''),
        command: ['sh', '-c', 'echo "$0 $ADDRESS $HOSTNAME"; tail -n 1 /etc/hosts', '$(COLOUR)-$(MISSING)'],
        env: [
          { name: 'COLOUR', valueFrom: { configMapKeyRef: { name: 'settings', key: 'colour' } } },
          { name: 'ADDRESS', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
        ],
      },
    ],
  });
  await run(pod, 'Succeeded');
  const address = statusOf(pod)?.podIP;
  expect(await logsOf(pod, 'main')).toBe(`red-$(MISSING) ${address} configured\n${address}\tconfigured\n`);
});

test('logs can be followed to the end, cut, and read with times', async () => {
  const pod = samplePod({
    scripts: { main: 'for line in 1 2 3 4; do echo line $line; done; echo problem >&2' },
    spec: never,
  });
  await run(pod, 'Succeeded');
  const whole = await logsOf(pod, 'main');
  expect(whole.split('\n').toSorted()).toEqual(['', 'line 1', 'line 2', 'line 3', 'line 4', 'problem']);
  expect(await logsOf(pod, 'main', { tailLines: 2, follow: false })).toMatch(/^.+\n.+\n$/);
  expect(await logsOf(pod, 'main', { limitBytes: 9 })).toBe(whole.slice(0, 9));
  const timed = await logsOf(pod, 'main', { timestamps: true });
  expect(timed).toMatch(/^(\d{4}-\d\d-\d\dT[\d:]+\.\d+Z (line \d|problem)\n){5}$/);
  expect(await logsOf(pod, 'main', { sinceMs: Date.now() + 60_000, follow: false })).toBe('');
});

test('a container that fails is started again, then waits, and its logs before that can still be read', async () => {
  const pod = samplePod({ scripts: { main: 'echo failing; exit 7' } });
  await put(pod, () => containerOf(pod)?.state?.waiting?.reason === 'CrashLoopBackOff');
  expect(containerOf(pod)).toMatchObject({
    restartCount: 1,
    lastState: { terminated: { exitCode: 7, reason: 'Error' } },
    state: {
      waiting: { message: expect.stringMatching(/^back-off 10s restarting failed container=main pod=sample_default/) },
    },
  });
  expect(await logsOf(pod, 'main', { previous: true })).toBe('failing\n');
});

test('a container that takes more memory than its limit is killed, and that is said', async () => {
  const hog = {
    ...shellContainer('main', 'x=0123456789; while :; do x=$x$x; done'),
    resources: { limits: { memory: '16Mi' } },
  };
  const pod = samplePod({ containers: [hog], spec: never });
  await run(pod, 'Failed');
  expect(containerOf(pod)?.state?.terminated).toMatchObject({ exitCode: 137, reason: 'OOMKilled' });
});

test('a program that is not there fails as such', async () => {
  const container = { ...shellContainer('main', ''), command: ['/no/such/program'] };
  const pod = samplePod({ containers: [container], spec: never });
  await run(pod, 'Failed');
  expect(containerOf(pod)?.state?.terminated).toMatchObject({
    exitCode: 128,
    reason: 'StartError',
    message: expect.stringContaining('/no/such/program'),
  });
});

test('a deleted Pod may end in its own way, within its grace period', async () => {
  const pod = samplePod();
  await run(pod);
  await firstOutput(pod);
  await remove(pod);
  expect(statusOf(pod)).toMatchObject({
    phase: 'Succeeded',
    containerStatuses: [{ state: { terminated: { exitCode: 0 } } }],
  });
});

test('a Pod that does not end within its grace period is killed', async () => {
  const pod = samplePod({ scripts: { main: "trap '' TERM; echo deaf; while :; do sleep 1; done" } });
  await run(pod);
  await firstOutput(pod);
  node.link.deletePod(pod.metadata.uid, 1);
  await node.link.until(() => node.link.gone.has(pod.metadata.uid));
  expect(containerOf(pod)?.state?.terminated).toMatchObject({ exitCode: 137, reason: 'Error' });
});

test('an image that cannot be had is said to be so, and its Pod runs as soon as it is there', async () => {
  const image = `localhost:1/flotilla-test/${randomUUID()}:1`;
  const pod = samplePod({ containers: [{ ...shellContainer('main', sleepScript), image }] });
  await put(pod, () => containerOf(pod)?.state?.waiting?.reason === 'ImagePullBackOff');
  expect(containerOf(pod)?.state?.waiting?.message).toContain(`Back-off pulling image "${image}": ErrImagePull: `);
  const reasons = node.link.history.map(({ status }) => status.containerStatuses?.[0]?.state?.waiting?.reason);
  expect(reasons).toContain('ErrImagePull');
  await command('docker', ['tag', 'localhost/flotilla/busybox:1', image]);
  await node.link.until(() => statusOf(pod)?.phase === 'Running');
  await remove(pod);
  await command('docker', ['rmi', image]);
});

test('a name that no image can have is said to be so', async () => {
  const pod = samplePod({ containers: [{ ...shellContainer('main', ''), image: 'Upper/Case:1' }] });
  await put(pod, () => containerOf(pod)?.state?.waiting?.reason === 'InvalidImageName');
  expect(containerOf(pod)?.state?.waiting?.message).toContain('Failed to apply default image tag "Upper/Case:1"');
});

/** Sandboxes that were made before their Pods, when as many are there as are kept. */
async function readySpares(): Promise<(string | undefined)[]> {
  const spares = async () => (await containerNames()).filter((name) => name.includes('_SPARE_'));
  await expect.poll(spares, { timeout: 20_000 }).toHaveLength(4);
  const found = await Promise.all((await spares()).map((name) => node.subject.engine.inspect(name)));
  return found.map((container) => container?.Id);
}

test('a Pod that gets a sandbox made before it has its own name and files all the same', async () => {
  const spares = await readySpares();
  const script = 'hostname; echo $HOSTNAME; grep -c quick /etc/hosts; echo done; exec sleep 1000';
  const container = { ...shellContainer('main', ''), command: ['sh'], args: ['-c', script] };
  const pod = samplePod({ name: 'quick', containers: [container] });
  await run(pod);
  expect(spares).toContain(node.runtime.pod(pod.metadata.uid)?.sandbox?.id);
  await expect.poll(() => logsOf(pod, 'main', { follow: false })).toBe('quick\nquick\n1\ndone\n');
});

test('a program that is not there fails as such in a sandbox that was made before', async () => {
  await readySpares();
  const container = { ...shellContainer('main', ''), command: ['nonsense'] };
  const pod = samplePod({ containers: [container], spec: never });
  await run(pod, 'Failed');
  expect(containerOf(pod)?.state?.terminated).toMatchObject({
    exitCode: 128,
    reason: 'StartError',
    message: 'exec: "nonsense": executable file not found',
  });
});

test('an agent that comes back adopts its Pods, and knows their addresses', async () => {
  const pod = samplePod();
  await run(pod);
  const before = containerOf(pod);
  await node.agent.stop({ pods: 'keep' });
  node = await startDockerNode(node);
  const another = samplePod({ name: 'another' });
  await run(another);
  expect(statusOf(another)?.podIP).not.toBe(statusOf(pod)?.podIP);
  expect(containerOf(pod)).toEqual(before);
  expect(node.runtime.pod(pod.metadata.uid)?.runs).toHaveLength(1);
});

test('a Pod whose sandbox dies gets another one and its containers anew', async () => {
  const pod = samplePod();
  await run(pod);
  const sandbox = node.runtime.pod(pod.metadata.uid)?.sandbox;
  await node.subject.engine.kill(sandbox?.id ?? '', 'SIGKILL');
  await node.link.until(() => containerOf(pod)?.restartCount === 1 && containerOf(pod)?.ready === true);
  expect(node.runtime.pod(pod.metadata.uid)?.sandbox).toMatchObject({ ready: true, attempt: 1 });
  expect(node.link.events.map(({ reason }) => reason)).toContain('SandboxChanged');
});

test('a container that is removed behind the agent’s back is started again', async () => {
  const pod = samplePod();
  await run(pod);
  const id = containerOf(pod)?.containerID?.replace('docker://', '') ?? '';
  await node.subject.engine.remove(id);
  await node.link.until(() => containerOf(pod)?.restartCount === 1 && containerOf(pod)?.ready === true);
  expect(containerOf(pod)?.containerID).not.toContain(id);
});

test('a Pod on the node’s network has the node’s address', async () => {
  const pod = samplePod({ scripts: { main: 'ip -o link' }, spec: { ...never, hostNetwork: true } });
  await run(pod, 'Succeeded');
  expect(statusOf(pod)?.podIP).toBe('192.0.2.1');
  expect(await logsOf(pod, 'main')).toContain(networkNames(node.subject.owner).bridge);
});

test('a Pod that is gone has left no container, cable, cgroup or file', async () => {
  const pod = samplePod();
  await run(pod);
  await firstOutput(pod);
  const sandboxId = node.runtime.pod(pod.metadata.uid)?.sandbox?.id ?? '';
  expect(await links()).toContain(cableName(sandboxId));
  expect(await cgroupsOf(pod)).not.toEqual([]);
  await remove(pod);
  expect((await containerNames()).filter((name) => name.includes(pod.metadata.uid))).toEqual([]);
  expect(await links()).not.toContain(cableName(sandboxId));
  expect(await cgroupsOf(pod)).toEqual([]);
  expect(existsSync(join(node.subject.dataFolder, 'pods', pod.metadata.uid))).toBe(false);
});

test('a node that is taken down leaves nothing of itself on the machine', async () => {
  const pod = samplePod();
  await run(pod);
  const { bridge, table, ruleComment } = networkNames(node.subject.owner);
  expect(await links()).toContain(bridge);
  await node.agent.stop({ pods: 'remove' });
  expect(await node.subject.engine.containers(ownerFilter(node.subject.owner))).toEqual([]);
  expect(await links()).not.toContain(bridge);
  expect(await command('nft', ['list', 'tables'])).not.toContain(table);
  expect(await command('iptables', ['-w', '-S'])).not.toContain(ruleComment);
  expect(await cgroupsOf(pod)).toEqual([]);
});

test('an image layer made of files runs: the pause program ends with 0 when it is told to', async () => {
  const { engine } = node.subject;
  expect(tar([]).byteLength).toBe(1024);
  const id = await engine.create(`flotilla-test-${randomUUID()}`, {
    Image: 'localhost/flotilla/pause:1',
    NetworkDisabled: true,
    Labels: {},
    HostConfig: {},
  });
  await engine.start(id);
  await engine.kill(id, 'SIGTERM');
  expect((await command('docker', ['wait', id])).trim()).toBe('0');
  await engine.remove(id);
});

async function containerNames(): Promise<string[]> {
  const { engine, owner } = node.subject;
  const found = await Promise.all((await engine.containers(ownerFilter(owner))).map((id) => engine.inspect(id)));
  return found.flatMap((container) => container?.Name.slice(1) ?? []);
}

async function links(): Promise<string[]> {
  const found = JSON.parse(await command('ip', ['-json', 'link'])) as { ifname: string }[];
  return found.map(({ ifname }) => ifname);
}

async function cgroupsOf({ metadata: { uid } }: StoredPod): Promise<string[]> {
  const hierarchies = await readdir('/sys/fs/cgroup');
  const paths = ['.', ...hierarchies].map((name) => join('/sys/fs/cgroup', name, `kubepods/besteffort/pod${uid}`));
  return paths.filter((path) => existsSync(path));
}
