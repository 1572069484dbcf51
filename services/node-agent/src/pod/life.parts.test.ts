import { randomUUID } from 'node:crypto';
import type { Container, PodSpec } from '@flotilla/kinds/core/v1';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { command } from '../runtime/docker/network/command.ts';
import { type DockerNode, startDockerNode, stopDockerNode } from '../testing/docker-node.ts';
import { sampleImage, samplePod, shellContainer, sleepScript } from '../testing/sample-pod.ts';
import type { StoredPod } from './stored-pod.ts';

let node: DockerNode;

beforeAll(async () => {
  node = await startDockerNode();
});

afterAll(() => stopDockerNode(node));

const never = { restartPolicy: 'Never' };
const statusOf = (pod: StoredPod) => node.link.statuses.get(pod.metadata.uid);
const mainOf = (pod: StoredPod) => statusOf(pod)?.containerStatuses?.[0];
const endOf = (pod: StoredPod) => mainOf(pod)?.state?.terminated;
const eventsOf = ({ metadata: { uid } }: StoredPod) =>
  node.link.events.filter(({ pod }) => pod.uid === uid).map(({ reason, message }) => `${reason}: ${message}`);

async function put(pod: StoredPod, holds: () => boolean | undefined): Promise<StoredPod> {
  node.link.put(pod);
  await node.link.until(() => holds() === true);
  return pod;
}

async function logsOf({ metadata: { uid: podUid } }: StoredPod): Promise<string> {
  const request = { podUid, container: 'main', follow: true, previous: false, timestamps: false };
  const chunks: Uint8Array[] = [];
  for await (const chunk of node.runtime.logs(request, new AbortController().signal)) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

/** What a script writes in a container like this. */
async function outputOf(script: string, container: Partial<Container>, spec: Partial<PodSpec> = {}): Promise<string> {
  const containers = [{ ...shellContainer('main', script), ...container }];
  const pod = samplePod({ containers, spec: { ...never, ...spec } });
  await put(pod, () => endOf(pod) !== undefined);
  return logsOf(pod);
}

const fast = { periodSeconds: 1, failureThreshold: 1 };

test('a server is ready while it serves, and not before', async () => {
  const script =
    'mkdir /www; usleep 500000; touch /www/ready; httpd -p 8080 -h /www; sleep 3; rm /www/ready; sleep 100';
  const ports = [{ name: 'web', containerPort: 8080 }];
  const readinessProbe = { httpGet: { path: '/ready', port: 'web' }, ...fast };
  const container = { ...shellContainer('main', script), ports, readinessProbe };
  const pod = samplePod({ containers: [container] });
  await put(pod, () => mainOf(pod)?.ready);
  expect(eventsOf(pod).find((event) => event.startsWith('Unhealthy'))).toMatch(
    /Readiness probe failed: Get "http:\/\/10\.[\d.]+:8080\/ready": dial tcp 10\.[\d.]+:8080: connect: connection refused/,
  );
  await node.link.until(() => mainOf(pod)?.ready === false);
  expect(eventsOf(pod)).toContain('Unhealthy: Readiness probe failed: HTTP probe failed with statuscode: 404');
  expect(mainOf(pod)).toMatchObject({ restartCount: 0, started: true });
});

test('a container whose liveness command fails is restarted', async () => {
  const script = `touch /alive; (sleep 1; rm /alive) & ${sleepScript}`;
  const livenessProbe = { exec: { command: ['cat', '/alive'] }, ...fast, timeoutSeconds: 60 };
  const pod = samplePod({ containers: [{ ...shellContainer('main', script), livenessProbe }] });
  await put(pod, () => mainOf(pod)?.restartCount === 1);
  expect(eventsOf(pod)).toContain(
    "Unhealthy: Liveness probe failed: cat: can't open '/alive': No such file or directory\n",
  );
  expect(eventsOf(pod)).toContain('Killing: Container main failed liveness probe, will be restarted');
});

test('a probe by a command that takes too long has failed, and the command is killed', async () => {
  const readinessProbe = { exec: { command: ['sleep', '4242'] }, ...fast };
  const pod = samplePod({ containers: [{ ...shellContainer('main', sleepScript), readinessProbe }] });
  await put(pod, () => eventsOf(pod).some((event) => event.startsWith('Unhealthy')));
  expect(eventsOf(pod)).toContain(
    'Unhealthy: Readiness probe failed: command timed out: "sleep 4242" timed out after 1s',
  );
  node.link.withdraw(pod.metadata.uid);
  const sleeping = async () => (await command('ps', ['-eo', 'args'])).includes('sleep 4242');
  await expect.poll(sleeping).toBe(false);
});

test('hooks run in the container: after its start and before its end', async () => {
  const hook = (text: string) => ({ exec: { command: ['sh', '-c', `echo ${text} > /proc/1/fd/1`] } });
  const lifecycle = { postStart: hook('hello'), preStop: hook('goodbye') };
  const pod = samplePod({ containers: [{ ...shellContainer('main', sleepScript), lifecycle }] });
  await put(pod, () => mainOf(pod)?.ready);
  const logs = logsOf(pod);
  node.link.deletePod(pod.metadata.uid, 30);
  await node.link.until(() => node.link.gone.has(pod.metadata.uid));
  expect((await logs).split('\n').toSorted()).toEqual(['', 'goodbye', 'hello', 'ready']);
});

test('a container whose postStart hook fails is killed', async () => {
  const lifecycle = { postStart: { exec: { command: ['false'] } } };
  const pod = samplePod({ containers: [{ ...shellContainer('main', sleepScript), lifecycle }] });
  await put(pod, () => mainOf(pod)?.restartCount === 1);
  expect(eventsOf(pod)).toContain('FailedPostStartHook: PostStartHook failed');
});

test('a container ends by the signal that it asks for', async () => {
  const script = "trap 'exit 7' USR1; echo ready; while :; do sleep 1; done";
  const container = { ...shellContainer('main', script), lifecycle: { stopSignal: 'SIGUSR1' } };
  const pod = samplePod({ containers: [container], spec: never });
  await put(pod, () => mainOf(pod)?.ready);
  const request = { podUid: pod.metadata.uid, container: 'main', follow: true, previous: false, timestamps: false };
  await node.runtime.logs(request, new AbortController().signal)[Symbol.asyncIterator]().next();
  node.link.deletePod(pod.metadata.uid, 30);
  await node.link.until(() => node.link.gone.has(pod.metadata.uid));
  expect(endOf(pod)?.exitCode).toBe(7);
});

test.each([
  ['what it wrote to its file', 'echo -n because > /end', { terminationMessagePath: '/end' }, 'because'],
  ['what it wrote where it is by default', 'echo -n default > /dev/termination-log; exit 1', {}, 'default'],
  ['nothing', 'echo loud', { terminationMessagePolicy: 'FallbackToLogsOnError' }, undefined],
  ['its last output', 'echo loud; exit 1', { terminationMessagePolicy: 'FallbackToLogsOnError' }, 'loud\n'],
])('a container says of its end: %s', async (_what, script, container, message) => {
  const containers = [{ ...shellContainer('main', script), ...container }];
  const pod = samplePod({ containers, spec: never });
  await put(pod, () => endOf(pod) !== undefined);
  expect(endOf(pod)?.message).toBe(message);
});

test('a Pod that takes longer than it may has failed', async () => {
  const pod = samplePod({ spec: { activeDeadlineSeconds: 1 } });
  await put(pod, () => statusOf(pod)?.phase === 'Failed');
  expect(statusOf(pod)).toMatchObject({
    reason: 'DeadlineExceeded',
    message: 'Pod was active on the node longer than the specified deadline',
  });
  expect(eventsOf(pod)).toContain('DeadlineExceeded: Pod was active on the node longer than the specified deadline');
});

test('a process runs as the user and groups that it is to run as', async () => {
  const securityContext = { runAsUser: 1000, runAsGroup: 2000, supplementalGroups: [3000], fsGroup: 4000 };
  expect(await outputOf('id', {}, { securityContext })).toBe('uid=1000 gid=2000 groups=2000,3000,4000\n');
});

test('a container that must not be root’s is not started as root', async () => {
  const pod = samplePod({ spec: { securityContext: { runAsNonRoot: true } } });
  await put(pod, () => mainOf(pod)?.state?.waiting?.reason === 'CreateContainerConfigError');
  expect(mainOf(pod)?.state?.waiting?.message).toContain('container has runAsNonRoot and image will run as root');
});

test('a root that is read-only cannot be written', async () => {
  const securityContext = { readOnlyRootFilesystem: true };
  expect(await outputOf('touch /file 2>&1; echo > /dev/null', { securityContext })).toContain('Read-only file system');
});

const capabilityLines = 'grep -E "CapEff|NoNewPrivs|Seccomp:" /proc/self/status | tr "\\t" " "';

test('a process has the capabilities that it is given, and can get no others', async () => {
  const capabilities = { drop: ['ALL'], add: ['NET_BIND_SERVICE'] };
  const securityContext = { capabilities, allowPrivilegeEscalation: false };
  expect(await outputOf(capabilityLines, { securityContext })).toBe(
    'CapEff: 0000000000000400\nNoNewPrivs: 1\nSeccomp: 2\n',
  );
});

test('a privileged process has what the machine has, and its devices', async () => {
  const securityContext = { privileged: true };
  const output = await outputOf(`${capabilityLines}; ls /dev/full /dev/kmsg`, { securityContext });
  const [, machine = ''] = (await command('grep', ['CapBnd', '/proc/1/status'])).split(/\s+/);
  const [, effective = ''] = /CapEff: ([0-9a-f]+)/.exec(output) ?? [];
  // An Engine may be older than the kernel's newest capabilities.
  expect(BigInt(`0x${effective}`) | 0x1c000000000n).toBe(BigInt(`0x${machine}`) | 0x1c000000000n);
  expect(output).toContain('NoNewPrivs: 0\nSeccomp: 0\n/dev/full\n/dev/kmsg\n');
});

test('a Pod’s kernel settings are its own', async () => {
  const securityContext = { sysctls: [{ name: 'net.ipv4.ip_local_port_range', value: '40000 40001' }] };
  expect(await outputOf('cat /proc/sys/net/ipv4/ip_local_port_range', {}, { securityContext })).toBe('40000\t40001\n');
});

test('the containers of a Pod see each other’s processes where it says so', async () => {
  expect(await outputOf('cat /proc/1/comm', {}, { shareProcessNamespace: true })).toBe('pause\n');
});

/** An image whose program says its arguments, after one that its entrypoint has and one that it has by itself. */
async function buildEntryImage(): Promise<string> {
  const image = `localhost/flotilla-test/${randomUUID()}:1`;
  const id = await node.subject.engine.create(`flotilla-test-${randomUUID()}`, {
    Image: sampleImage,
    Labels: {},
    HostConfig: {},
  });
  const changes = ['ENTRYPOINT ["/bin/echo", "entry"]', 'CMD ["default"]'].flatMap((line) => ['-c', line]);
  await command('sh', ['-c', 'docker export "$0" | docker import "$@"', id, ...changes, '-', image]);
  await node.subject.engine.remove(id);
  return image;
}

test('of an image’s entrypoint and arguments, command and args replace what they name', async () => {
  const image = await buildEntryImage();
  const cases: [Partial<Container>, string][] = [
    [{}, 'entry default'],
    [{ args: ['given'] }, 'entry given'],
    [{ command: ['/bin/echo', 'replaced'] }, 'replaced'],
    [{ command: ['/bin/echo', 'replaced'], args: ['given'] }, 'replaced given'],
  ];
  for (const [container, output] of cases) {
    const containers = [{ name: 'main', image, imagePullPolicy: 'Never', ...container }];
    const pod = samplePod({ containers, spec: never });
    await put(pod, () => endOf(pod) !== undefined);
    expect(await logsOf(pod)).toBe(`${output}\n`);
    node.link.deletePod(pod.metadata.uid, 0);
    await node.link.until(() => node.link.gone.has(pod.metadata.uid));
  }
  await command('docker', ['rmi', image]);
});
