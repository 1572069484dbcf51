import type { Lifecycle } from '@flotilla/kinds/core/v1';
import { expect, test } from 'vitest';
import { samplePod } from '../../testing/sample-pod.ts';
import { type SimulatedNode, startSimulatedNode } from '../../testing/simulated-node.ts';
import { failure } from '../actions/action.ts';
import type { StoredPod } from '../stored-pod.ts';

async function running(lifecycle: Lifecycle, more: Partial<SimulatedNode> = {}) {
  const node = await startSimulatedNode(more);
  const containers = [
    { name: 'main', image: 'image:1', lifecycle },
    { name: 'next', image: 'image:1' },
  ];
  const pod = samplePod({ containers });
  node.link.put(pod);
  await node.clock.advance(0);
  return { node, pod };
}

const statesOf = ({ link }: SimulatedNode, { metadata: { uid } }: StoredPod) =>
  link.statuses
    .get(uid)
    ?.containerStatuses?.map(({ state, restartCount, ready }) => [Object.keys(state ?? {})[0], restartCount, ready]);

const runningIn = ({ runtime }: SimulatedNode, { metadata: { uid } }: StoredPod) =>
  runtime.pod(uid)?.runs.flatMap(({ container, state }) => (state.is === 'running' ? container : [])) ?? [];

const eventsOf = ({ link }: SimulatedNode) => link.events.map(({ reason, message }) => `${reason}: ${message}`);

const sleep = (seconds: number) => ({ sleep: { seconds } });

test('a container is said to run when its postStart hook is over, and the next one starts then', async () => {
  const { node, pod } = await running({ postStart: sleep(5) });
  await node.clock.advance(4_000);
  expect(runningIn(node, pod)).toEqual(['main']);
  expect(statesOf(node, pod)).toEqual([
    ['waiting', 0, false],
    ['waiting', 0, false],
  ]);
  await node.clock.advance(1_000);
  expect(statesOf(node, pod)).toEqual([
    ['running', 0, true],
    ['running', 0, true],
  ]);
});

test('a container whose postStart hook fails is killed and started again', async () => {
  const perform = async () => failure('exit 1');
  const { node, pod } = await running({ postStart: { exec: { command: ['false'] } } }, { perform });
  expect(eventsOf(node)).toContain('FailedPostStartHook: PostStartHook failed');
  const waiting = node.link.history.flatMap(({ status }) => status.containerStatuses?.[0]?.state?.waiting ?? []);
  expect(waiting).toContainEqual({
    reason: 'PostStartHookError',
    message: `Exec lifecycle hook ([false]) for Container "main" in Pod "sample_default(${pod.metadata.uid})" failed - error: exit 1`,
  });
  expect(eventsOf(node)).toContain('Killing: FailedPostStartHook');
  expect(statesOf(node, pod)?.[0]).toEqual(['waiting', 1, false]);
});

test('a server that a hook asks has been told, whatever it answers', async () => {
  const perform = async () => ({ is: 'failure', message: 'not found', statusCode: 404 }) as const;
  const { node, pod } = await running({ postStart: { httpGet: { port: 80 } } }, { perform });
  expect(statesOf(node, pod)?.[0]).toEqual(['running', 0, true]);
});

test('an agent that comes back does not run the postStart hook of what was said to run', async () => {
  let hooks = 0;
  const perform = async () => {
    hooks += 1;
    return { is: 'success' } as const;
  };
  const { node, pod } = await running({ postStart: { exec: { command: ['true'] } } }, { perform });
  await node.agent.stop({ pods: 'keep' });
  const next = await startSimulatedNode(node);
  await next.clock.advance(5_000);
  expect(hooks).toBe(1);
  expect(statesOf(next, pod)?.[0]).toEqual(['running', 0, true]);
});

test('a container is told to end when its preStop hook is over', async () => {
  const { node, pod } = await running({ preStop: sleep(5) });
  node.link.deletePod(pod.metadata.uid, 30);
  await node.clock.advance(4_000);
  expect(runningIn(node, pod)).toEqual(['main']);
  await node.clock.advance(1_000);
  expect(runningIn(node, pod)).toEqual([]);
  expect(node.link.gone).toContain(pod.metadata.uid);
  expect(eventsOf(node).filter((event) => event === 'Killing: Stopping container main')).toHaveLength(1);
});

test('a preStop hook that takes the whole grace period is not waited for any longer', async () => {
  const { node, pod } = await running({ preStop: sleep(60) });
  node.link.deletePod(pod.metadata.uid, 10);
  await node.clock.advance(9_000);
  expect(runningIn(node, pod)).toEqual(['main']);
  await node.clock.advance(1_000);
  expect(runningIn(node, pod)).toEqual([]);
});

test('a preStop hook that fails is said to, and the container ends all the same', async () => {
  const perform = async () => failure('exit 1');
  const { node, pod } = await running({ preStop: { exec: { command: ['false'] } } }, { perform });
  node.link.deletePod(pod.metadata.uid, 30);
  await node.clock.advance(0);
  expect(eventsOf(node)).toContain('FailedPreStopHook: PreStopHook failed');
  expect(node.link.gone).toContain(pod.metadata.uid);
});
