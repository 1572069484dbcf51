import { expect, test } from 'vitest';
import type { ContainerState, ContainerStatus, PodSpec, PodStatus } from '../../generated/types/core-v1.ts';
import { podColumns } from './columns.ts';
import { podInStatus } from './pod.fixture.ts';

const now = Date.parse('2026-01-01T01:00:00Z');

function status(name: string, state: ContainerState, fields: Partial<ContainerStatus> = {}): ContainerStatus {
  return { name, state, ready: false, restartCount: 0, image: '', imageID: '', ...fields };
}

function ended(exitCode: number, reason?: string): ContainerState {
  return { terminated: { exitCode, reason, finishedAt: '2026-01-01T00:55:00Z' } };
}

const running = { running: {} };
const waiting = (reason: string) => ({ waiting: { reason } });

/** Ready, Status and Restarts. */
function shown(podStatus: PodStatus, spec: Partial<PodSpec> = {}, deletionTimestamp?: string): unknown[] {
  const pod = podInStatus(podStatus, spec);
  if (deletionTimestamp !== undefined) pod.metadata.deletionTimestamp = deletionTimestamp;
  return podColumns.cells(pod, now).slice(1, 4);
}

test('a Pod shows its phase until containers have more to say', () => {
  expect(shown({ phase: 'Pending' })).toEqual(['0/1', 'Pending', '0']);
  expect(shown({ phase: 'Failed', reason: 'Evicted' })).toEqual(['0/1', 'Evicted', '0']);
  expect(shown({ phase: 'Running', containerStatuses: [status('main', running, { ready: true })] })).toEqual([
    '1/1',
    'Running',
    '0',
  ]);
});

test('a gate says that it holds the Pod', () => {
  const conditions = [{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated' }];
  expect(shown({ phase: 'Pending', conditions })).toEqual(['0/1', 'SchedulingGated', '0']);
});

test('a crash loop shows when the container last ended', () => {
  const crashing = status('main', waiting('CrashLoopBackOff'), { restartCount: 3, lastState: ended(1) });
  expect(shown({ phase: 'Running', containerStatuses: [crashing] })).toEqual(['0/1', 'CrashLoopBackOff', '3 (5m ago)']);
});

test.each([
  [ended(0, 'Completed'), 'Completed'],
  [ended(1, 'Error'), 'Error'],
  [ended(3), 'ExitCode:3'],
  [{ terminated: { exitCode: 137, signal: 9 } }, 'Signal:9'],
])('an end is shown by its reason, signal or code', (state, reason) => {
  expect(shown({ phase: 'Failed', containerStatuses: [status('main', state)] })[1]).toBe(reason);
});

test('a Pod of which one container completed is what the others are', () => {
  const containers = [
    { name: 'a', image: 'a:1' },
    { name: 'b', image: 'b:1' },
  ];
  const completed = status('a', ended(0, 'Completed'));
  const serving = status('b', running, { ready: true });
  const ready = [{ type: 'Ready', status: 'True' }];
  const both = { phase: 'Running', containerStatuses: [completed, serving] };
  expect(shown({ ...both, conditions: ready }, { containers })[1]).toBe('Running');
  expect(shown(both, { containers })[1]).toBe('NotReady');
  const failed = { phase: 'Running', containerStatuses: [completed, status('b', ended(2, 'Error'))] };
  expect(shown(failed, { containers })[1]).toBe('Error');
});

test('while it starts, a Pod shows how far its init containers are', () => {
  const initContainers = [
    { name: 'one', image: 'a:1' },
    { name: 'two', image: 'a:1' },
  ];
  const first = status('one', ended(0));
  expect(
    shown({ phase: 'Pending', initContainerStatuses: [first, status('two', running)] }, { initContainers })[1],
  ).toBe('Init:1/2');
  expect(
    shown({ phase: 'Pending', initContainerStatuses: [status('one', ended(1, 'Error'))] }, { initContainers })[1],
  ).toBe('Init:Error');
  expect(
    shown(
      { phase: 'Pending', initContainerStatuses: [status('one', waiting('ImagePullBackOff'))] },
      { initContainers },
    )[1],
  ).toBe('Init:ImagePullBackOff');
});

test('a sidecar counts among the containers', () => {
  const initContainers = [{ name: 'side', image: 'a:1', restartPolicy: 'Always' }];
  const side = status('side', running, { ready: true, started: true, restartCount: 1, lastState: ended(1) });
  const main = status('main', running, { ready: true });
  expect(
    shown({ phase: 'Running', initContainerStatuses: [side], containerStatuses: [main] }, { initContainers }),
  ).toEqual(['2/2', 'Running', '1 (5m ago)']);
});

test('a Pod that is deleted is terminating, unless it has ended or its node is lost', () => {
  const deleted = '2026-01-01T00:59:00Z';
  expect(shown({ phase: 'Running' }, {}, deleted)[1]).toBe('Terminating');
  expect(shown({ phase: 'Succeeded' }, {}, deleted)[1]).toBe('Succeeded');
  expect(shown({ phase: 'Running', reason: 'NodeLost' }, {}, deleted)[1]).toBe('Unknown');
});

test('the wide columns say <none> where there is nothing', () => {
  expect(podColumns.cells(podInStatus({ phase: 'Pending' }), now).slice(5)).toEqual([
    '<none>',
    '<none>',
    '<none>',
    '<none>',
  ]);
  const conditions = [{ type: 'a/b', status: 'True' }];
  const gates = { readinessGates: [{ conditionType: 'a/b' }, { conditionType: 'c/d' }], nodeName: 'n1' };
  const pod = podInStatus({ phase: 'Running', podIP: '10.0.0.1', conditions }, gates);
  expect(podColumns.cells(pod, now).slice(5)).toEqual(['10.0.0.1', 'n1', '<none>', '1/2']);
});
