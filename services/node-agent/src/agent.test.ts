import { expect, test } from 'vitest';
import { createSimulatedRuntime, simulationAnnotations } from './runtime/simulated/simulated-runtime.ts';
import { createManualClock } from './testing/manual-clock.ts';
import { createMemoryLink } from './testing/memory-link.ts';
import { samplePod } from './testing/sample-pod.ts';
import { type SimulatedNode, startSimulatedNode } from './testing/simulated-node.ts';

const endsWith = (exitCode: number, seconds = 1) => ({
  [simulationAnnotations.runSeconds]: String(seconds),
  [simulationAnnotations.exitCode]: String(exitCode),
});

const statusOf = ({ link }: SimulatedNode, uid: string) => link.statuses.get(uid);
const firstContainer = (node: SimulatedNode, uid: string) => statusOf(node, uid)?.containerStatuses?.[0];

test('a node registers itself with its facts and is ready once it has a range', async () => {
  const node = await startSimulatedNode();
  await node.clock.advance(1_000);
  expect(node.link.registration).toMatchObject({
    name: 'node-1',
    labels: { 'kubernetes.io/hostname': 'node-1' },
    status: {
      capacity: { cpu: '2' },
      conditions: [
        { type: 'MemoryPressure', status: 'False' },
        { type: 'DiskPressure', status: 'False' },
        { type: 'PIDPressure', status: 'False' },
        { type: 'Ready', status: 'True', reason: 'KubeletReady', message: 'kubelet is posting ready status' },
      ],
    },
  });
});

test('a Pod is first said to be pending and then to run, with what happened as Events', async () => {
  const node = await startSimulatedNode();
  const pod = samplePod();
  node.link.put(pod);
  await node.clock.advance(0);
  const { uid } = pod.metadata;
  const [pending] = node.link.history;
  expect(pending?.status).toMatchObject({
    phase: 'Pending',
    containerStatuses: [{ state: { waiting: { reason: 'ContainerCreating' } } }],
  });
  expect(statusOf(node, uid)).toMatchObject({
    phase: 'Running',
    podIP: '10.128.0.2',
    hostIP: '192.0.2.1',
    qosClass: 'BestEffort',
    containerStatuses: [{ name: 'main', ready: true, started: true, restartCount: 0 }],
  });
  expect(node.link.events.map(({ reason, fieldPath }) => [reason, fieldPath])).toEqual([
    ['Pulled', 'spec.containers{main}'],
    ['Created', 'spec.containers{main}'],
    ['Started', 'spec.containers{main}'],
  ]);
});

test.each([
  ['Never', 0, 'Succeeded', 'Completed'],
  ['Never', 3, 'Failed', 'Error'],
  ['OnFailure', 0, 'Succeeded', 'Completed'],
])(
  'a Pod with restart policy %s whose container ends with %d has %s',
  async (restartPolicy, exitCode, phase, reason) => {
    const node = await startSimulatedNode();
    const pod = samplePod({ annotations: endsWith(exitCode), spec: { restartPolicy } });
    node.link.put(pod);
    await node.clock.advance(1_000);
    expect(statusOf(node, pod.metadata.uid)).toMatchObject({
      phase,
      podIP: '10.128.0.2',
      containerStatuses: [{ ready: false, restartCount: 0, state: { terminated: { exitCode, reason } } }],
    });
    expect(node.runtime.pod(pod.metadata.uid)).toMatchObject({ sandbox: undefined, runs: [{ attempt: 0 }] });
  },
);

test('a container that keeps failing is restarted at once, then after 10 s, doubling up to 5 min', async () => {
  const node = await startSimulatedNode();
  const pod = samplePod({ annotations: endsWith(1) });
  const { uid } = pod.metadata;
  node.link.put(pod);
  const startedAt: number[] = [];
  let attempt = -1;
  const begin = node.clock.now();
  node.runtime.listen({
    podChanged: () => {
      const newest = node.runtime.pod(uid)?.runs[0];
      if (newest?.state.is !== 'running' || newest.attempt === attempt) return;
      attempt = newest.attempt;
      startedAt.push((node.clock.now() - begin) / 1000);
    },
    imagesChanged: () => {},
  });
  await node.clock.advance(1_600_000);
  const gaps = startedAt.slice(1).map((time, index) => time - (startedAt[index] ?? 0) - 1);
  expect(gaps.slice(0, 8)).toEqual([0, 10, 20, 40, 80, 160, 300, 300]);
  expect(firstContainer(node, uid)).toMatchObject({
    state: {
      waiting: {
        reason: 'CrashLoopBackOff',
        message: `back-off 5m0s restarting failed container=main pod=sample_default(${uid})`,
      },
    },
    lastState: { terminated: { exitCode: 1, reason: 'Error' } },
  });
  expect(node.runtime.pod(uid)?.runs).toHaveLength(2);
});

test('after ten minutes of running a container starts again without delay', async () => {
  const node = await startSimulatedNode();
  const pod = samplePod({ annotations: endsWith(1, 700) });
  node.link.put(pod);
  await node.clock.advance(700_000 * 3);
  expect(firstContainer(node, pod.metadata.uid)).toMatchObject({ restartCount: 3, state: { running: {} } });
});

test('a deleted Pod is stopped, its end is told, and then that it is gone', async () => {
  const node = await startSimulatedNode();
  const pod = samplePod();
  const { uid } = pod.metadata;
  node.link.put(pod);
  await node.clock.advance(0);
  node.link.deletePod(uid, 30);
  await node.clock.advance(0);
  expect(node.link.history.at(-1)?.status).toMatchObject({
    phase: 'Failed',
    containerStatuses: [{ ready: false, state: { terminated: { exitCode: 143 } } }],
  });
  expect(node.link.gone).toContain(uid);
  expect(node.runtime.pods()).toEqual([]);
  expect(node.link.events.at(-1)).toMatchObject({ reason: 'Killing', message: 'Stopping container main' });
});

test('a Pod that is withdrawn ends without a further word', async () => {
  const node = await startSimulatedNode();
  const pod = samplePod();
  node.link.put(pod);
  await node.clock.advance(0);
  const told = node.link.history.length;
  node.link.withdraw(pod.metadata.uid);
  await node.clock.advance(0);
  expect(node.runtime.pods()).toEqual([]);
  expect(node.link.history).toHaveLength(told);
  expect(node.link.gone.size).toBe(0);
});

test('an agent that comes back adopts what runs, without a restart or a new word', async () => {
  const first = await startSimulatedNode();
  const pod = samplePod();
  first.link.put(pod);
  await first.clock.advance(0);
  const before = first.runtime.pod(pod.metadata.uid);
  await first.agent.stop({ pods: 'keep' });
  const second = await startSimulatedNode(first);
  await second.clock.advance(60_000);
  expect(second.runtime.pod(pod.metadata.uid)).toEqual(before);
  expect(statusOf(second, pod.metadata.uid)).toMatchObject({
    phase: 'Running',
    containerStatuses: [{ restartCount: 0 }],
  });
});

test('what runs and is not in the mailbox is removed, but not before the mailbox is complete', async () => {
  const first = await startSimulatedNode();
  const pod = samplePod();
  first.link.put(pod);
  await first.clock.advance(0);
  await first.agent.stop({ pods: 'keep' });
  const link = createMemoryLink({ complete: false });
  const second = await startSimulatedNode({ clock: first.clock, runtime: first.runtime, link });
  await second.clock.advance(60_000);
  expect(second.runtime.pods()).toHaveLength(1);
  link.complete();
  await second.clock.advance(60_000);
  expect(second.runtime.pods()).toEqual([]);
});

test('a node that is cut off goes on, and says the newest of each Pod when it is back', async () => {
  const node = await startSimulatedNode();
  node.link.setConnected(false);
  const pod = samplePod({ annotations: endsWith(0), spec: { restartPolicy: 'Never' } });
  node.link.put(pod);
  await node.clock.advance(60_000);
  expect(node.link.history).toEqual([]);
  node.link.setConnected(true);
  await node.clock.advance(0);
  expect(node.link.history.map(({ status }) => status.phase)).toEqual(['Succeeded']);
});

test('a container waits for the ConfigMap that it names and starts as soon as it is there', async () => {
  const node = await startSimulatedNode();
  const pod = samplePod();
  const [main] = pod.spec.containers;
  if (main) main.env = [{ name: 'COLOUR', valueFrom: { configMapKeyRef: { name: 'settings', key: 'colour' } } }];
  node.link.put(pod);
  await node.clock.advance(0);
  expect(firstContainer(node, pod.metadata.uid)?.state).toEqual({
    waiting: { reason: 'CreateContainerConfigError', message: 'configmap "settings" not found' },
  });
  const metadata = { namespace: 'default', name: 'settings' };
  node.link.putConfigMap({ apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { colour: 'red' } });
  await node.clock.advance(0);
  expect(firstContainer(node, pod.metadata.uid)?.state?.running).toBeDefined();
});

test('a container whose image was changed is stopped and started anew', async () => {
  const node = await startSimulatedNode();
  const pod = samplePod();
  node.link.put(pod);
  await node.clock.advance(0);
  const containers = pod.spec.containers.map((container) => ({ ...container, image: 'other:2' }));
  node.link.put({ ...pod, spec: { ...pod.spec, containers } });
  await node.clock.advance(0);
  expect(firstContainer(node, pod.metadata.uid)).toMatchObject({
    image: 'other:2',
    restartCount: 1,
    state: { running: {} },
  });
  expect(node.link.events.map(({ message }) => message)).toContain(
    'Container main definition changed, will be restarted',
  );
});

test('init containers run one after the other before the main ones', async () => {
  const clock = createManualClock();
  const runtime = createSimulatedRuntime({ clock });
  const node = await startSimulatedNode({ clock, runtime });
  const pod = samplePod({
    annotations: endsWith(0),
    spec: { initContainers: [{ name: 'first' }, { name: 'second' }] },
  });
  const { uid } = pod.metadata;
  node.link.put(pod);
  await clock.advance(999);
  expect(runtime.pod(uid)?.runs.map(({ container }) => container)).toEqual(['first']);
  expect(statusOf(node, uid)).toMatchObject({
    phase: 'Pending',
    initContainerStatuses: [{ name: 'first' }, { name: 'second' }],
    containerStatuses: [{ state: { waiting: { reason: 'PodInitializing' } } }],
  });
  await clock.advance(1);
  expect(runtime.pod(uid)?.runs[0]?.container).toBe('second');
  await clock.advance(1_000);
  expect(statusOf(node, uid)).toMatchObject({ phase: 'Running', containerStatuses: [{ state: { running: {} } }] });
});
