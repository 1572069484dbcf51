import type { Container, PodStatus } from '@flotilla/kinds/core/v1';
import { expect, test } from 'vitest';
import { samplePod } from '../../testing/sample-pod.ts';
import { type SimulatedNode, startSimulatedNode } from '../../testing/simulated-node.ts';
import { failure, type PerformAction, success } from '../actions/action.ts';
import type { StoredPod } from '../stored-pod.ts';

/** How the probes of a test's containers come out: by path, good where nothing is said. */
function createServer() {
  const bad = new Map<string, string>();
  const asked: string[] = [];
  const perform: PerformAction = async ({ httpGet }) => {
    const path = httpGet?.path ?? '';
    asked.push(path);
    const message = bad.get(path);
    return message === undefined ? success : failure(message);
  };
  return { bad, asked, perform };
}

const probe = (path: string, more = {}) => ({
  httpGet: { path, port: 80 },
  periodSeconds: 1,
  failureThreshold: 2,
  ...more,
});

const container = (probes: Partial<Container>): Container => ({ name: 'main', image: 'image:1', ...probes });

const statusOf = ({ link }: SimulatedNode, pod: StoredPod): PodStatus => link.statuses.get(pod.metadata.uid) ?? {};

const mainOf = (node: SimulatedNode, pod: StoredPod) => statusOf(node, pod).containerStatuses?.[0];

function condition(node: SimulatedNode, pod: StoredPod, type: string) {
  const found = statusOf(node, pod).conditions?.find((one) => one.type === type);
  return found && [found.status, found.reason, found.message];
}

const eventsOf = ({ link }: SimulatedNode) => link.events.map(({ reason, message }) => `${reason}: ${message}`);

async function running(containers: Container[], server = createServer(), spec = {}) {
  const node = await startSimulatedNode({ perform: server.perform });
  const pod = samplePod({ containers, spec });
  node.link.put(pod);
  await node.clock.advance(0);
  return { node, pod, server };
}

test('a container is ready when its probe says so, and is not when it fails', async () => {
  const server = createServer();
  server.bad.set('/ready', 'HTTP probe failed with statuscode: 500');
  const { node, pod } = await running([container({ readinessProbe: probe('/ready') })], server);
  await node.clock.advance(1_500);
  expect(mainOf(node, pod)).toMatchObject({ ready: false, started: true });
  const unready = ['False', 'ContainersNotReady', 'containers with unready status: [main]'];
  expect(condition(node, pod, 'Ready')).toEqual(unready);
  expect(condition(node, pod, 'ContainersReady')).toEqual(unready);
  expect(eventsOf(node)).toContain('Unhealthy: Readiness probe failed: HTTP probe failed with statuscode: 500');
  server.bad.clear();
  await node.clock.advance(1_000);
  expect(mainOf(node, pod)).toMatchObject({ ready: true, restartCount: 0 });
  expect(condition(node, pod, 'Ready')?.[0]).toBe('True');
  server.bad.set('/ready', 'again');
  await node.clock.advance(3_000);
  expect(mainOf(node, pod)?.ready).toBe(false);
});

test('a container that fails its liveness probe is restarted, at last with back-off', async () => {
  const server = createServer();
  const { node, pod } = await running([container({ livenessProbe: probe('/live') })], server);
  server.bad.set('/live', 'dead');
  await node.clock.advance(3_000);
  expect(eventsOf(node)).toContain('Killing: Container main failed liveness probe, will be restarted');
  expect(mainOf(node, pod)?.restartCount).toBe(1);
  await node.clock.advance(3_000);
  expect(mainOf(node, pod)?.state?.waiting?.reason).toBe('CrashLoopBackOff');
  server.bad.clear();
  await node.clock.advance(20_000);
  expect(mainOf(node, pod)).toMatchObject({ ready: true, restartCount: 2 });
});

test('a Pod that never restarts ends with its container’s failed probe', async () => {
  const server = createServer();
  const containers = [container({ livenessProbe: probe('/live') })];
  const { node, pod } = await running(containers, server, { restartPolicy: 'Never' });
  server.bad.set('/live', 'dead');
  await node.clock.advance(3_000);
  expect(eventsOf(node)).toContain('Killing: Container main failed liveness probe');
  expect(statusOf(node, pod).phase).toBe('Failed');
});

test('nothing else is asked before a slow container has started', async () => {
  const server = createServer();
  server.bad.set('/started', 'not yet');
  const startupProbe = probe('/started', { failureThreshold: 30 });
  const probes = { startupProbe, livenessProbe: probe('/live'), readinessProbe: probe('/ready') };
  const { node, pod } = await running([container(probes)], server);
  await node.clock.advance(10_500);
  expect(new Set(server.asked)).toEqual(new Set(['/started']));
  expect(mainOf(node, pod)).toMatchObject({ ready: false, started: false, restartCount: 0 });
  server.bad.clear();
  await node.clock.advance(1_000);
  expect(mainOf(node, pod)).toMatchObject({ ready: true, started: true });
  server.asked.length = 0;
  await node.clock.advance(1_000);
  expect(new Set(server.asked)).toEqual(new Set(['/live', '/ready']));
});

test('a container that does not start in time is restarted', async () => {
  const server = createServer();
  server.bad.set('/started', 'not yet');
  const { node, pod } = await running([container({ startupProbe: probe('/started') })], server);
  await node.clock.advance(2_000);
  expect(eventsOf(node)).toContain('Killing: Container main failed startup probe, will be restarted');
  expect(mainOf(node, pod)?.restartCount).toBe(1);
});

test('a sidecar’s startup probe holds up what comes after it', async () => {
  const server = createServer();
  server.bad.set('/started', 'not yet');
  const startupProbe = probe('/started', { failureThreshold: 30 });
  const side = { name: 'side', image: 'image:1', restartPolicy: 'Always', startupProbe };
  const { node, pod } = await running([container({})], server, { initContainers: [side] });
  await node.clock.advance(5_000);
  expect(mainOf(node, pod)?.state?.waiting?.reason).toBe('PodInitializing');
  server.bad.clear();
  await node.clock.advance(1_000);
  expect(mainOf(node, pod)?.state?.running).toBeDefined();
});

test('an agent that comes back does not take a ready container for unready, nor a started one for starting', async () => {
  const probes = { startupProbe: probe('/started'), readinessProbe: probe('/ready', { periodSeconds: 60 }) };
  const { node, pod, server } = await running([container(probes)]);
  await node.clock.advance(1_000);
  expect(mainOf(node, pod)?.ready).toBe(true);
  await node.agent.stop({ pods: 'keep' });
  const told = node.link.history.length;
  server.asked.length = 0;
  const next = await startSimulatedNode(node);
  await next.clock.advance(120_000);
  const since = next.link.history.slice(told).map(({ status }) => status.containerStatuses?.[0]);
  expect(since.every((status) => status?.ready === true && status.started === true)).toBe(true);
  expect(new Set(server.asked)).toEqual(new Set(['/ready']));
});

test('while a Pod ends, it is asked whether it is ready and nothing else', async () => {
  const probes = { livenessProbe: probe('/live'), readinessProbe: probe('/ready') };
  const lifecycle = { preStop: { sleep: { seconds: 10 } } };
  const { node, pod, server } = await running([container({ ...probes, lifecycle })]);
  await node.clock.advance(1_000);
  node.link.deletePod(pod.metadata.uid, 30);
  await node.clock.advance(0);
  server.asked.length = 0;
  await node.clock.advance(5_000);
  expect(new Set(server.asked)).toEqual(new Set(['/ready']));
  await node.clock.advance(10_000);
  server.asked.length = 0;
  await node.clock.advance(10_000);
  expect(server.asked).toEqual([]);
});
