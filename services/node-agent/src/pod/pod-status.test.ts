import type { PodStatus } from '@flotilla/kinds/core/v1';
import { expect, test } from 'vitest';
import { containerHash } from '../runtime/container-hash.ts';
import type { ContainerRun, RunState, RuntimePod } from '../runtime/runtime.ts';
import { samplePod } from '../testing/sample-pod.ts';
import { initialMemory, type PodMemory } from './memory.ts';
import { podStatus } from './pod-status.ts';
import type { StoredPod } from './stored-pod.ts';

const now = Date.parse('2026-03-01T12:00:00Z');

function runtimePod(pod: StoredPod, states: readonly RunState[]): RuntimePod {
  const { uid, namespace, name } = pod.metadata;
  const runs = states.map((state, index): ContainerRun => {
    const attempt = states.length - 1 - index;
    const hash = containerHash({ name: 'main', image: pod.spec.containers[0]?.image });
    return { id: `docker://${attempt}`, container: 'main', attempt, image: 'i', imageId: 'sha256:1', hash, state };
  });
  const sandbox = { id: 's', attempt: 0, ready: true, addresses: ['10.244.0.9'] };
  return { uid, namespace, name, sandbox, runs, graceSeconds: 30 };
}

function statusOf(
  pod: StoredPod,
  states: readonly RunState[],
  more: { previous?: PodStatus; memory?: Partial<PodMemory> } = {},
) {
  const runtime = runtimePod(pod, states);
  const memory = { ...initialMemory(undefined), ...more.memory };
  const observed = { runtime, memory, previous: more.previous ?? pod.status ?? {} };
  return podStatus({ pod, wish: 'run', observed, hostAddresses: ['192.0.2.1'], now });
}

const conditionsOf = (status: PodStatus) =>
  Object.fromEntries(
    status.conditions?.map(({ type, status: value, reason }) => [type, reason ? `${value} ${reason}` : value]) ?? [],
  );

const running: RunState = { is: 'running', startedAt: now - 60_000 };
const failed: RunState = {
  is: 'exited',
  startedAt: now - 9_000,
  finishedAt: now - 5_000,
  exitCode: 1,
  reason: 'Error',
};

test('a running Pod says where it is, since when, and that all is well', () => {
  const status = statusOf(samplePod(), [running]);
  expect(status).toMatchObject({
    observedGeneration: 1,
    phase: 'Running',
    podIP: '10.244.0.9',
    podIPs: [{ ip: '10.244.0.9' }],
    hostIP: '192.0.2.1',
    hostIPs: [{ ip: '192.0.2.1' }],
    startTime: '2026-03-01T12:00:00Z',
    qosClass: 'BestEffort',
    containerStatuses: [
      {
        name: 'main',
        ready: true,
        started: true,
        containerID: 'docker://0',
        imageID: 'sha256:1',
        state: { running: { startedAt: '2026-03-01T11:59:00Z' } },
      },
    ],
  });
  expect(conditionsOf(status)).toEqual({
    PodReadyToStartContainers: 'True',
    Initialized: 'True',
    Ready: 'True',
    ContainersReady: 'True',
    PodScheduled: 'True',
  });
});

test('a Pod whose container is not ready says which one', () => {
  const status = statusOf(samplePod(), [{ is: 'created' }]);
  expect(status.conditions?.find(({ type }) => type === 'Ready')).toMatchObject({
    status: 'False',
    reason: 'ContainersNotReady',
    message: 'containers with unready status: [main]',
  });
});

test('a condition keeps its time until its status changes, and others’ conditions stay', () => {
  const earlier = '2026-03-01T09:00:00Z';
  const previous: PodStatus = {
    phase: 'Running',
    conditions: [
      { type: 'example.org/gate', status: 'True' },
      { type: 'Ready', status: 'False', lastTransitionTime: earlier },
      { type: 'PodScheduled', status: 'True', lastTransitionTime: earlier },
    ],
  };
  const { conditions = [] } = statusOf(samplePod(), [running], { previous });
  const timeOf = (type: string) => conditions.find((condition) => condition.type === type)?.lastTransitionTime;
  expect(conditions[0]).toEqual({ type: 'example.org/gate', status: 'True' });
  expect(timeOf('Ready')).toBe('2026-03-01T12:00:00Z');
  expect(timeOf('PodScheduled')).toBe(earlier);
});

test('a readiness gate keeps a Pod from being ready', () => {
  const pod = samplePod({ spec: { readinessGates: [{ conditionType: 'example.org/gate' }] } });
  const ready = (previous: PodStatus) =>
    statusOf(pod, [running], { previous }).conditions?.find(({ type }) => type === 'Ready');
  expect(ready({})).toMatchObject({
    reason: 'ReadinessGatesNotReady',
    message: 'corresponding condition of pod readiness gate "example.org/gate" does not exist.',
  });
  expect(ready({ conditions: [{ type: 'example.org/gate', status: 'False' }] })).toMatchObject({
    message: 'the status of pod readiness gate "example.org/gate" is not "True", but False',
  });
  expect(ready({ conditions: [{ type: 'example.org/gate', status: 'True' }] })).toMatchObject({ status: 'True' });
});

test('a container that waits for its restart says how long, and how it ended before', () => {
  const restarts = new Map([['main', { delayMs: 20_000, since: now - 60_000 }]]);
  const [status] = statusOf(samplePod({ uid: 'u1' }), [failed], { memory: { restarts } }).containerStatuses ?? [];
  expect(status).toMatchObject({
    ready: false,
    state: {
      waiting: {
        reason: 'CrashLoopBackOff',
        message: 'back-off 20s restarting failed container=main pod=sample_default(u1)',
      },
    },
    lastState: {
      terminated: { exitCode: 1, reason: 'Error', finishedAt: '2026-03-01T11:59:55Z', containerID: 'docker://0' },
    },
  });
});

test('a pull that failed is first said as such, and as put off a moment later', () => {
  const failure = (agoMs: number) => {
    const entry = {
      reason: 'ErrImagePull',
      message: 'no such host',
      image: 'x:1',
      backOff: { delayMs: 10_000, since: now - agoMs },
    } as const;
    const [status] =
      statusOf(samplePod(), [], { memory: { failures: new Map([['main', entry]]) } }).containerStatuses ?? [];
    return status?.state?.waiting;
  };
  expect(failure(0)).toEqual({ reason: 'ErrImagePull', message: 'no such host' });
  expect(failure(1_000)).toEqual({
    reason: 'ImagePullBackOff',
    message: 'Back-off pulling image "x:1": ErrImagePull: no such host',
  });
});

test('a run that the runtime has lost counts as failed, and is said to be lost', () => {
  const pod = samplePod({ spec: { restartPolicy: 'Never' } });
  const previous: PodStatus = {
    phase: 'Running',
    containerStatuses: [
      {
        name: 'main',
        ready: true,
        restartCount: 0,
        image: 'i',
        imageID: 'sha256:1',
        state: { running: { startedAt: '2026-03-01T11:00:00Z' } },
      },
    ],
  };
  const status = statusOf(pod, [], { previous });
  expect(status.phase).toBe('Failed');
  expect(status.containerStatuses?.[0]?.state?.terminated).toMatchObject({
    exitCode: 137,
    reason: 'ContainerStatusUnknown',
  });
});

test('a Pod that is over keeps its phase, whatever is found', () => {
  const previous: PodStatus = { phase: 'Failed', reason: 'Evicted' };
  expect(statusOf(samplePod(), [running], { previous })).toMatchObject({ phase: 'Failed', reason: 'Evicted' });
});
