import type { ContainerStatus } from '@flotilla/kinds/core/v1';
import { expect, test } from 'vitest';
import { samplePod } from '../testing/sample-pod.ts';
import { assertMove, phaseOf } from './phase.ts';

type States = Pick<ContainerStatus, 'state' | 'lastState'>;

const running: States = { state: { running: {} } };
const waiting: States = { state: { waiting: { reason: 'ContainerCreating' } } };
const ended = (exitCode: number): States => ({ state: { terminated: { exitCode } } });
const crashing: States = {
  state: { waiting: { reason: 'CrashLoopBackOff' } },
  lastState: { terminated: { exitCode: 1 } },
};

function phase(policy: string, states: Record<string, States>, options: { init?: string[]; ended?: boolean } = {}) {
  const init = options.init ?? [];
  const scripts = Object.fromEntries(
    Object.keys(states)
      .filter((name) => !init.includes(name))
      .map((name) => [name, '']),
  );
  const spec = { restartPolicy: policy, initContainers: init.map((name) => ({ name })) };
  const statuses = Object.entries(states).map(([name, state]) => {
    return { name, ready: false, restartCount: 0, image: '', imageID: '', ...state };
  });
  return phaseOf({ pod: samplePod({ scripts, spec }), statuses, ended: options.ended ?? false });
}

test.each([
  ['Always', { a: waiting }, 'Pending'],
  ['Always', { a: running, b: waiting }, 'Pending'],
  ['Always', { a: running, b: running }, 'Running'],
  ['Always', { a: ended(0) }, 'Running'],
  ['Always', { a: crashing }, 'Running'],
  ['OnFailure', { a: ended(0), b: ended(1) }, 'Running'],
  ['OnFailure', { a: ended(0), b: ended(0) }, 'Succeeded'],
  ['Never', { a: ended(0), b: running }, 'Running'],
  ['Never', { a: ended(0), b: ended(2) }, 'Failed'],
  ['Never', { a: ended(0), b: ended(0) }, 'Succeeded'],
])('with restart policy %s, containers in states %j make a Pod that is %3$s', (policy, states, expected) => {
  expect(phase(policy, states)).toBe(expected);
});

test('a Pod is pending until its init containers have succeeded, and fails with one that is not tried again', () => {
  expect(phase('Always', { setup: running, a: waiting }, { init: ['setup'] })).toBe('Pending');
  expect(phase('Always', { setup: crashing, a: waiting }, { init: ['setup'] })).toBe('Pending');
  expect(phase('Never', { setup: ended(1), a: waiting }, { init: ['setup'] })).toBe('Failed');
  expect(phase('Always', { setup: ended(0), a: running }, { init: ['setup'] })).toBe('Running');
});

test('a Pod that was taken away has succeeded only if every container has', () => {
  expect(phase('Always', { a: ended(0), b: ended(0) }, { ended: true })).toBe('Succeeded');
  expect(phase('Always', { a: ended(0), b: waiting }, { ended: true })).toBe('Failed');
});

test('a phase moves forward only', () => {
  const pod = samplePod();
  expect(() => assertMove(pod, 'Pending', 'Succeeded')).not.toThrow();
  expect(() => assertMove(pod, 'Running', 'Pending')).toThrow(
    'Cannot move Pod default/sample from phase Running: the next must be one of Running, Succeeded, Failed, got Pending',
  );
  expect(() => assertMove(pod, 'Failed', 'Running')).toThrow();
});
