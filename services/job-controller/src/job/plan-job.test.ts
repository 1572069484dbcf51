import type { JobSpec, JobStatus } from '@flotilla/kinds/batch/v1';
import { formatTime } from '@flotilla/machinery';
import { expect, test } from 'vitest';
import type { JobPod } from '../objects/job-pod.ts';
import { jobOf, podOf, startMs } from './job.fixture.ts';
import { endedPods, type JobPlan, planJob } from './plan-job.ts';

const startTime = formatTime(startMs);

function plan(
  spec: Partial<JobSpec>,
  pods: readonly JobPod[] = [],
  { status = { startTime }, nowMs = startMs }: { status?: JobStatus; nowMs?: number } = {},
): JobPlan {
  const situation = { job: jobOf(spec, status), pods, nowMs };
  const planned = planJob(situation, endedPods(situation));
  if (planned === undefined) throw new Error('no plan for a Job that has finished');
  return planned;
}

const namesOf = (pods: readonly JobPod[]) => pods.map(({ metadata }) => metadata.name);
const conditionsOf = ({ status }: JobPlan) => (status.conditions ?? []).map(({ type, reason }) => `${type} ${reason}`);

const failed = (uid: string, fields: Partial<JobPod> = {}) => podOf(uid, { phase: 'Failed', ...fields });
const succeeded = (uid: string, fields: Partial<JobPod> = {}) => podOf(uid, { phase: 'Succeeded', ...fields });

test('as many Pods are made at once as it allows, and no more than are to succeed', () => {
  expect(plan({ completions: 5, parallelism: 2 }).create).toHaveLength(2);
  expect(plan({ completions: 5, parallelism: 2 }, [podOf('a')]).create).toHaveLength(1);
  expect(plan({ completions: 5, parallelism: 3 }, [], { status: { startTime, succeeded: 4 } }).create).toHaveLength(1);
});

test('a Job that is new counts its time from now', () => {
  const { status } = plan({}, [], { status: {} });
  expect(status).toEqual({ startTime, active: 1, ready: 0, terminating: 0, uncountedTerminatedPods: {} });
});

test('a Pod that has ended is written down before it is let go, and counted once it is seen without its finalizer', () => {
  const ended = succeeded('a');
  const first = plan({ completions: 2 }, [ended]);
  expect(first.status).toMatchObject({ uncountedTerminatedPods: { succeeded: ['a'] } });
  expect(first.status.succeeded).toBeUndefined();
  expect(namesOf(first.release)).toEqual(['a']);
  const again = plan({ completions: 2 }, [ended], { status: first.status });
  expect(again.status.uncountedTerminatedPods).toEqual({ succeeded: ['a'] });
  const then = plan({ completions: 2 }, [{ ...ended, isTracked: false }], { status: first.status });
  expect(then.status).toMatchObject({ succeeded: 1, uncountedTerminatedPods: {} });
  const later = plan({ completions: 2 }, [{ ...ended, isTracked: false }], { status: then.status });
  expect(later.status.succeeded).toBe(1);
});

test('it is complete when enough have succeeded, all is counted and nothing runs', () => {
  const done = [succeeded('a'), succeeded('b')];
  const first = plan({ completions: 2 }, done);
  expect(conditionsOf(first)).toEqual(['SuccessCriteriaMet CompletionsReached']);
  const gone = done.map((pod) => ({ ...pod, isTracked: false }));
  const last = plan({ completions: 2 }, gone, { status: first.status, nowMs: startMs + 5000 });
  expect(conditionsOf(last)).toEqual(['SuccessCriteriaMet CompletionsReached', 'Complete CompletionsReached']);
  expect(last.status).toMatchObject({ succeeded: 2, completionTime: formatTime(startMs + 5000) });
  expect(last.events.map(({ reason }) => reason)).toEqual(['Completed']);
  expect(planJob({ job: jobOf({}, last.status), pods: gone, nowMs: startMs }, [])).toBeUndefined();
});

test('a work queue is complete when one has succeeded and the others have ended', () => {
  const { completions: _, ...queue } = jobOf({ parallelism: 3 }).spec ?? {};
  const job = { ...jobOf({}, { startTime }), spec: { ...queue, template: {} } };
  const running = planJob({ job, pods: [succeeded('a'), podOf('b')], nowMs: startMs }, []);
  expect(running?.create).toEqual([]);
  expect(running?.status.conditions).toBeUndefined();
  const ended = planJob({ job, pods: [succeeded('a'), failed('b')], nowMs: startMs }, []);
  expect(ended?.status.conditions?.[0]).toMatchObject({ type: 'SuccessCriteriaMet' });
});

test('after a failure the next waits 10 s, then 20, and it says when', () => {
  const one = [failed('a', { isTracked: false })];
  const status = { startTime, failed: 1 };
  expect(plan({}, one, { status, nowMs: startMs + 9999 })).toMatchObject({ create: [], wakeMs: startMs + 10_000 });
  expect(plan({}, one, { status, nowMs: startMs + 10_000 }).create).toHaveLength(1);
  const two = [...one, failed('b', { isTracked: false, finishedMs: startMs + 10_000 })];
  expect(plan({}, two, { status: { startTime, failed: 2 }, nowMs: startMs + 20_000 }).wakeMs).toBe(startMs + 30_000);
});

test('past its limit it fails: what runs is deleted and counted, and it has failed when that is gone', () => {
  const first = plan({ completions: 3, parallelism: 2, backoffLimit: 0 }, [failed('a'), podOf('b')]);
  expect(namesOf(first.end)).toEqual(['b']);
  expect(first.status).toMatchObject({ terminating: 1, uncountedTerminatedPods: { failed: ['a', 'b'] } });
  expect(conditionsOf(first)).toEqual(['FailureTarget BackoffLimitExceeded']);
  const leaving = [failed('a', { isTracked: false }), podOf('b', { isTracked: false, isLeaving: true })];
  const second = plan({ completions: 3, backoffLimit: 0 }, leaving, { status: first.status });
  expect(second.status).toMatchObject({ failed: 2, terminating: 1 });
  expect(second.events).toEqual([]);
  const last = plan({ completions: 3, backoffLimit: 0 }, [leaving[0] ?? podOf('a')], { status: second.status });
  expect(conditionsOf(last)).toEqual(['FailureTarget BackoffLimitExceeded', 'Failed BackoffLimitExceeded']);
  expect(last.events).toEqual([
    { type: 'Warning', reason: 'BackoffLimitExceeded', message: 'Job has reached the specified backoff limit' },
  ]);
});

test('containers that are started again in their Pod use up the limit too', () => {
  const spec = { backoffLimit: 2, template: { spec: { containers: [], restartPolicy: 'OnFailure' } } };
  expect(plan(spec, [podOf('a', { allRestarts: 1 })]).end).toEqual([]);
  expect(namesOf(plan(spec, [podOf('a', { allRestarts: 2 })]).end)).toEqual(['a']);
});

test('its deadline is looked at when it is due, and then it fails', () => {
  const spec = { activeDeadlineSeconds: 30 };
  expect(plan(spec, [podOf('a')]).wakeMs).toBe(startMs + 30_000);
  const late = plan(spec, [podOf('a')], { nowMs: startMs + 30_000 });
  expect(conditionsOf(late)).toEqual(['FailureTarget DeadlineExceeded']);
});

test('held back it loses its Pods uncounted, and its time; set free it begins anew', () => {
  const held = plan({ suspend: true }, [podOf('a')]);
  expect(namesOf(held.surplus)).toEqual(['a']);
  expect(held.status).not.toHaveProperty('startTime');
  expect(held.status.uncountedTerminatedPods).toEqual({});
  expect(held.events.map(({ reason }) => reason)).toEqual(['Suspended']);
  const leaving = [podOf('a', { isTracked: false, isLeaving: true })];
  const free = plan({ suspend: false }, leaving, { status: held.status, nowMs: startMs + 60_000 });
  expect(free.create).toHaveLength(1);
  expect(free.status).toMatchObject({ startTime: formatTime(startMs + 60_000), conditions: [{ status: 'False' }] });
  expect(free.events.map(({ reason }) => reason)).toEqual(['Resumed']);
});

test('Pods that are too many go uncounted, those that do least first', () => {
  const waiting = podOf('waiting', { phase: 'Pending', nodeName: '', isReady: false });
  expect(namesOf(plan({ completions: 9, parallelism: 1 }, [podOf('a'), waiting]).surplus)).toEqual(['waiting']);
});

test('a Pod that is deleted is replaced at once and counts as failed, or is waited for where the policy says so', () => {
  const leaving = podOf('a', { isLeaving: true, finishedMs: startMs - 60_000 });
  expect(plan({}, [leaving])).toMatchObject({ create: [{}], status: { uncountedTerminatedPods: { failed: ['a'] } } });
  const patient = plan({ podReplacementPolicy: 'Failed' }, [leaving]);
  expect(patient).toMatchObject({ create: [], release: [], status: { terminating: 1, uncountedTerminatedPods: {} } });
});

test('rules for failures ignore some and end the Job at others', () => {
  const onExitCodes = (action: string, values: number[]) => ({ action, onExitCodes: { operator: 'In', values } });
  const spec = {
    podReplacementPolicy: 'Failed',
    backoffLimit: 0,
    podFailurePolicy: { rules: [onExitCodes('Ignore', [7]), onExitCodes('FailJob', [42])] },
  };
  const ended = (exitCode: number) => [failed('a', { failedContainers: [{ name: 'main', exitCode }] })];
  const ignored = plan(spec, ended(7));
  expect(ignored.status.uncountedTerminatedPods).toEqual({});
  expect(namesOf(ignored.release)).toEqual(['a']);
  expect(conditionsOf(ignored)).toEqual([]);
  expect(plan(spec, ended(42)).status.conditions?.[0]?.message).toBe(
    'Container main for pod default/a failed with exit code 42 matching FailJob rule at index 1',
  );
});

const indexed = { completionMode: 'Indexed', completions: 4, parallelism: 4 };

test('each index of an indexed Job has one Pod, and succeeds once', () => {
  const pods = [succeeded('a', { index: 0 }), podOf('b', { index: 1 }), podOf('c', { index: 1 }), podOf('d')];
  const first = plan(indexed, pods);
  expect(namesOf(first.surplus).toSorted()).toEqual(['b', 'd']);
  expect(first.status).toMatchObject({ completedIndexes: '0', succeeded: 1 });
  const [done, , one] = pods;
  const second = plan(
    indexed,
    [done, one].map((pod) => pod ?? podOf('?')),
    { status: first.status },
  );
  expect(second.create.map(({ index }) => index)).toEqual([2, 3]);
  expect(second.status.succeeded).toBe(1);
});

test('tries are limited for each index, and the Job fails when all have been tried', () => {
  const spec = { ...indexed, completions: 2, backoffLimit: 2 ** 31 - 1, backoffLimitPerIndex: 1 };
  const first = failed('a', { index: 0, finishedMs: startMs - 60_000 });
  const again = plan(spec, [first, podOf('b', { index: 1 })]);
  expect(again.create).toEqual([{ index: 0, failures: { counted: 1, ignored: 0 } }]);
  expect(again.release).toEqual([]);
  const second = failed('c', { index: 0, failures: { counted: 1, ignored: 0 } });
  const given = plan(spec, [first, second, succeeded('b', { index: 1 })]);
  expect(given.status).toMatchObject({ failedIndexes: '0', completedIndexes: '1' });
  expect(conditionsOf(given)).toEqual(['FailureTarget FailedIndexes']);
});

test('an index that failed waits for itself', () => {
  const spec = { ...indexed, completions: 1, parallelism: 1, backoffLimit: 2 ** 31 - 1, backoffLimitPerIndex: 3 };
  const waiting = plan(spec, [failed('a', { index: 0 })], { nowMs: startMs + 1000 });
  expect(waiting).toMatchObject({ create: [], wakeMs: startMs + 10_000 });
});

test('a Pod that waits for its successor is let go when there will be none', () => {
  const spec = { ...indexed, backoffLimit: 2 ** 31 - 1, backoffLimitPerIndex: 3, activeDeadlineSeconds: 5 };
  const { release, end } = plan(spec, [failed('a', { index: 0 }), podOf('b', { index: 1 })], { nowMs: startMs + 5000 });
  expect(namesOf(release)).toEqual(['a', 'b']);
  expect(namesOf(end)).toEqual(['b']);
});

test('a success that is enough by the policy ends the others', () => {
  const spec = { ...indexed, successPolicy: { rules: [{ succeededIndexes: '0-1', succeededCount: 1 }] } };
  const { end, status } = plan(spec, [
    succeeded('a', { index: 1 }),
    podOf('b', { index: 0 }),
    podOf('c', { index: 2 }),
  ]);
  expect(namesOf(end)).toEqual(['b', 'c']);
  expect(status.conditions?.[0]).toMatchObject({ type: 'SuccessCriteriaMet', message: 'Matched rules at index 0' });
  expect(status.uncountedTerminatedPods).toEqual({});
});

test('a Job that is being deleted makes nothing, and lets its Pods go', () => {
  const job = jobOf({}, { startTime });
  const leaving = { ...job, metadata: { ...job.metadata, deletionTimestamp: startTime } };
  const planned = planJob({ job: leaving, pods: [podOf('a')], nowMs: startMs }, []);
  expect(planned).toMatchObject({ create: [], surplus: [], end: [] });
  expect(namesOf(planned?.release ?? [])).toEqual(['a']);
});
