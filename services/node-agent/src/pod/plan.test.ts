import { expect, test } from 'vitest';
import { containerHash } from '../runtime/container-hash.ts';
import type { ContainerRun, RunState, RuntimePod } from '../runtime/runtime.ts';
import { samplePod } from '../testing/sample-pod.ts';
import { initialMemory, type PodMemory, type Stop, withVolumesOutdated } from './memory.ts';
import { planPod, type Wish } from './plan.ts';
import type { StoredPod } from './stored-pod.ts';

const now = 1_000_000;
const running: RunState = { is: 'running', startedAt: 0 };
const failed: RunState = { is: 'exited', startedAt: 0, finishedAt: now - 5_000, exitCode: 1, reason: 'Error' };

function run(pod: StoredPod, container: string, state: RunState, attempt = 0): ContainerRun {
  const spec = pod.spec.containers.find(({ name }) => name === container) ?? { name: container };
  const id = `docker://${container}-${attempt}`;
  return { id, container, attempt, image: '', imageId: '', hash: containerHash(spec), state };
}

interface Situation {
  readonly runs?: readonly ContainerRun[];
  readonly sandbox?: 'ready' | 'dead' | 'none';
  readonly memory?: Partial<PodMemory>;
  readonly wish?: Wish;
  readonly isServing?: boolean;
}

function plan(
  pod: StoredPod,
  { runs = [], sandbox = 'ready', memory = {}, wish = 'run', isServing = false }: Situation,
) {
  const { uid, namespace, name } = pod.metadata;
  const found = sandbox === 'none' ? undefined : { id: 's', attempt: 0, ready: sandbox === 'ready', addresses: [] };
  const runtime: RuntimePod = { uid, namespace, name, sandbox: found, runs, graceSeconds: 30 };
  const observed = { runtime, memory: { ...initialMemory(undefined), ...memory }, previous: {}, isServing };
  const { steps, againAt } = planPod({ pod, wish, observed, now });
  const shown = steps.map((step) =>
    'run' in step
      ? `${step.do} ${step.run.id}`
      : 'container' in step
        ? `${step.do} ${step.container} ${step.attempt}`
        : step.do,
  );
  return { steps: shown, againAt };
}

const two = () => samplePod({ scripts: { a: '', b: '' } });

test('a new Pod gets a sandbox and then its containers, in their order', () => {
  expect(plan(two(), { sandbox: 'none' }).steps).toEqual(['create-sandbox', 'run a 0', 'run b 0']);
});

test('a Pod that runs as it should needs nothing', () => {
  const pod = two();
  expect(plan(pod, { runs: [run(pod, 'a', running), run(pod, 'b', running)] })).toEqual({
    steps: [],
    againAt: undefined,
  });
});

test('a failed container is run again, or waits for the end of its back-off', () => {
  const pod = samplePod();
  const runs = [run(pod, 'main', failed)];
  expect(plan(pod, { runs }).steps).toEqual(['run main 1']);
  const restarts = new Map([['main', { delayMs: 20_000, since: now - 60_000 }]]);
  expect(plan(pod, { runs, memory: { restarts } })).toEqual({ steps: [], againAt: now - 5_000 + 20_000 });
});

test('containers of a dead sandbox are killed before there is another one', () => {
  const pod = two();
  const runs = [run(pod, 'a', running), run(pod, 'b', failed)];
  expect(plan(pod, { runs, sandbox: 'dead' }).steps).toEqual(['kill docker://a-0']);
  const ended = [run(pod, 'a', failed), run(pod, 'b', failed)];
  expect(plan(pod, { runs: ended, sandbox: 'dead' }).steps).toEqual(['create-sandbox', 'run a 1', 'run b 1']);
});

test('of a container that was started often, the last two runs stay', () => {
  const pod = samplePod();
  const runs = [run(pod, 'main', running, 3), run(pod, 'main', failed, 2), run(pod, 'main', failed, 1)];
  expect(plan(pod, { runs }).steps).toEqual(['remove-run docker://main-1']);
});

test('a Pod that has done its work gives its sandbox back and keeps its containers', () => {
  const pod = samplePod({ spec: { restartPolicy: 'Never' } });
  expect(plan(pod, { runs: [run(pod, 'main', failed)] }).steps).toEqual(['remove-sandbox']);
  expect(plan(pod, { runs: [run(pod, 'main', failed)], sandbox: 'none' }).steps).toEqual([]);
});

test('a deleted Pod is asked to end, killed when its time is up, and then removed', () => {
  const pod = samplePod({ spec: { terminationGracePeriodSeconds: 8 } });
  pod.metadata.deletionTimestamp = '2026-01-01T00:00:00Z';
  const runs = [run(pod, 'main', running)];
  expect(plan(pod, { runs })).toEqual({ steps: ['stop docker://main-0'], againAt: now + 8_000 });
  const asked = (since: number) => ({ stops: new Map([['docker://main-0', { since, signalledAt: since }]]) });
  expect(plan(pod, { runs, memory: asked(now - 7_999) })).toEqual({ steps: [], againAt: now + 1 });
  expect(plan(pod, { runs, memory: asked(now - 8_000) }).steps).toEqual(['kill docker://main-0']);
  expect(plan(pod, { runs: [run(pod, 'main', failed)] }).steps).toEqual(['remove-pod']);
});

test('who deletes a Pod may shorten its grace period, but not below two seconds', () => {
  const pod = samplePod();
  pod.metadata.deletionTimestamp = '2026-01-01T00:00:00Z';
  pod.metadata.deletionGracePeriodSeconds = 0;
  expect(plan(pod, { runs: [run(pod, 'main', running)] }).againAt).toBe(now + 2_000);
});

test('a Pod that is not wanted here any more ends as a deleted one does', () => {
  const pod = samplePod();
  expect(plan(pod, { runs: [run(pod, 'main', running)], wish: 'withdrawn' }).steps).toEqual(['stop docker://main-0']);
});

test('a kill of which nothing is heard is repeated', () => {
  const pod = samplePod();
  const killed = (killedAt: number) => ({
    stops: new Map([['docker://main-0', { since: 0, signalledAt: 0, killedAt }]]),
  });
  const runs = [run(pod, 'main', running)];
  expect(plan(pod, { runs, wish: 'withdrawn', memory: killed(now - 9_000) }).steps).toEqual([]);
  expect(plan(pod, { runs, wish: 'withdrawn', memory: killed(now - 10_000) }).steps).toEqual(['kill docker://main-0']);
});

test('a sidecar starts before the others, stays, and ends after them', () => {
  const pod = samplePod({ spec: { initContainers: [{ name: 'side', restartPolicy: 'Always' }, { name: 'setup' }] } });
  expect(plan(pod, {}).steps).toEqual(['run side 0']);
  const side = run(pod, 'side', running);
  expect(plan(pod, { runs: [side] }).steps).toEqual(['run setup 0']);
  const setup = run(pod, 'setup', { is: 'exited', startedAt: 0, finishedAt: 0, exitCode: 0, reason: 'Completed' });
  expect(plan(pod, { runs: [side, setup] }).steps).toEqual(['run main 0']);
  const main = run(pod, 'main', running);
  expect(plan(pod, { runs: [main, side, setup], wish: 'withdrawn' }).steps).toEqual(['stop docker://main-0']);
  expect(plan(pod, { runs: [side, setup], wish: 'withdrawn' }).steps).toEqual(['stop docker://side-0']);
});

test('what a failed probe has ended is started again though it ended well, unless nothing ever is', () => {
  const ended: RunState = { is: 'exited', startedAt: 0, finishedAt: now, exitCode: 0, reason: 'Completed' };
  const health = new Map([['docker://main-0', { liveness: 'failed' as const }]]);
  const steps = (restartPolicy: string) => {
    const pod = samplePod({ spec: { restartPolicy } });
    return plan(pod, { runs: [run(pod, 'main', ended)], memory: { health } }).steps;
  };
  expect(steps('OnFailure')).toEqual(['run main 1']);
  expect(steps('Never')).toEqual(['remove-sandbox']);
});

test('a run that its probe has failed gets the probe’s grace period', () => {
  const livenessProbe = { terminationGracePeriodSeconds: 5 };
  const pod = samplePod({ containers: [{ name: 'main', image: 'i', livenessProbe }] });
  const health = new Map([['docker://main-0', { liveness: 'failed' as const }]]);
  const runs = [run(pod, 'main', running)];
  expect(plan(pod, { runs, memory: { health } })).toEqual({ steps: ['stop docker://main-0'], againAt: now + 5_000 });
});

test('a grace period begins with the preStop hook, and after the signal there are two seconds at least', () => {
  const lifecycle = { preStop: { sleep: { seconds: 60 } } };
  const pod = samplePod({ containers: [{ name: 'main', image: 'i', lifecycle }] });
  const stopping = (stop?: Stop) =>
    plan(pod, {
      runs: [run(pod, 'main', running)],
      wish: 'withdrawn',
      memory: { stops: new Map(stop && [['docker://main-0', stop]]) },
    });
  expect(stopping().steps).toEqual(['pre-stop docker://main-0']);
  const since = now - 5_000;
  expect(stopping({ since, hook: 'under-way' })).toEqual({ steps: [], againAt: since + 30_000 });
  expect(stopping({ since, hook: 'over' }).steps).toEqual(['stop docker://main-0']);
  expect(stopping({ since: now - 30_000, hook: 'under-way' }).steps).toEqual(['stop docker://main-0']);
  expect(stopping({ since: now - 30_000, hook: 'under-way', signalledAt: now }).againAt).toBe(now + 2_000);
  expect(stopping({ since, hook: 'over', signalledAt: now }).againAt).toBe(since + 30_000);
});

test('a deleted Pod that is still sent to gets no signal for at most ten seconds of its grace period', () => {
  const pod = samplePod();
  const deleted = { deletionTimestamp: '2026-01-01T00:00:00Z', deletionGracePeriodSeconds: 30 };
  const stopping = (metadata: object, stop?: Stop, isServing = true) =>
    plan(
      { ...pod, metadata: { ...pod.metadata, ...deleted, ...metadata } },
      {
        runs: [run(pod, 'main', running)],
        memory: { stops: new Map(stop && [['docker://main-0', stop]]) },
        isServing,
      },
    );
  expect(stopping({}).steps).toEqual(['drain docker://main-0']);
  expect(stopping({}, undefined, false).steps).toEqual(['stop docker://main-0']);
  expect(stopping({ deletionGracePeriodSeconds: 0 }).steps).toEqual(['stop docker://main-0']);
  expect(stopping({}, { since: now - 1_000 })).toEqual({ steps: [], againAt: now + 9_000 });
  expect(stopping({}, { since: now - 1_000 }, false).steps).toEqual(['stop docker://main-0']);
  expect(stopping({}, { since: now - 10_000 }).steps).toEqual(['stop docker://main-0']);
  expect(stopping({ deletionGracePeriodSeconds: 3 }, { since: now - 3_000 }).steps).toEqual(['stop docker://main-0']);
  expect(stopping({}, { since: now - 1_000, hook: 'over' })).toEqual({ steps: [], againAt: now + 9_000 });
});

test('nothing is started before all volumes are there, and what runs goes on', () => {
  const pod = samplePod({ scripts: { a: '', b: '' }, spec: { volumes: [{ name: 'v', emptyDir: {} }] } });
  expect(plan(pod, { sandbox: 'none' }).steps).toEqual(['set-up-volumes']);
  const ready = { volumes: { are: 'ready' as const } };
  expect(plan(pod, { sandbox: 'none', memory: ready }).steps).toEqual(['create-sandbox', 'run a 0', 'run b 0']);
  const failing = { volumes: { are: 'missing' as const, backOff: { since: now - 100, delayMs: 500 } } };
  expect(plan(pod, { runs: [run(pod, 'a', running)], memory: failing })).toEqual({ steps: [], againAt: now + 400 });
});

test('what volumes show is brought up to date while the Pod runs', () => {
  const pod = samplePod({ spec: { volumes: [{ name: 'v', configMap: { name: 'settings' } }] } });
  const memory = withVolumesOutdated({ ...initialMemory(undefined), volumes: { are: 'ready' } });
  expect(plan(pod, { runs: [run(pod, 'main', running)], memory }).steps).toEqual(['set-up-volumes']);
});
