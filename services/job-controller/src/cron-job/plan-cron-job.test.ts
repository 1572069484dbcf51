import type { CronJobSpec, CronJobStatus, Job } from '@flotilla/kinds/batch/v1';
import { formatTime } from '@flotilla/machinery';
import { expect, test } from 'vitest';
import { activeRef, createdMs, cronJobOf, jobNamed } from './cron-job.fixture.ts';
import { jobFromTemplate } from './job-from-template.ts';
import { type CronJobPlan, planCronJob } from './plan-cron-job.ts';

const MINUTE_MS = 60_000;
const at = (minutes: number): number => createdMs + minutes * MINUTE_MS;

interface Given {
  readonly spec?: Partial<CronJobSpec>;
  readonly status?: CronJobStatus;
  readonly jobs?: readonly Job[];
  readonly nowMs?: number;
}

function plan({ spec = {}, status = {}, jobs = [], nowMs = at(1) }: Given): CronJobPlan {
  return planCronJob({ cronJob: cronJobOf(spec, status), jobs, nowMs });
}

const reasonsOf = ({ events }: CronJobPlan) => events.map(({ reason }) => reason);
const last = (minutes: number): CronJobStatus => ({ lastScheduleTime: formatTime(at(minutes)) });

test('it starts a Job for each time, once', () => {
  expect(plan({ nowMs: at(1) - 1 })).toMatchObject({ wakeMs: at(1) + 100 });
  expect(plan({ nowMs: at(1) - 1 }).startMs).toBeUndefined();
  expect(plan({ nowMs: at(1) + 100 })).toMatchObject({ startMs: at(1), wakeMs: at(2) + 100 });
  expect(plan({ nowMs: at(1) + 200, status: last(1) }).startMs).toBeUndefined();
});

test('the Job bears the minute in its name, and the time as its zone has it', () => {
  const cronJob = cronJobOf({ timeZone: 'Asia/Kolkata', jobTemplate: { metadata: { labels: { app: 'tick' } } } });
  expect(jobFromTemplate(cronJob, at(1)).metadata).toMatchObject({
    name: `tick-${at(1) / MINUTE_MS}`,
    labels: { app: 'tick' },
    annotations: { 'batch.kubernetes.io/cronjob-scheduled-timestamp': '2026-01-01T05:31:00+05:30' },
    ownerReferences: [{ kind: 'CronJob', uid: 'cron', controller: true }],
  });
});

test('after an outage only the last time is made good, and many are told of', () => {
  expect(plan({ nowMs: at(50) + 30_000 })).toMatchObject({ startMs: at(50), events: [] });
  const long = plan({ nowMs: at(500) });
  expect(long.startMs).toBe(at(500));
  expect(reasonsOf(long)).toEqual(['TooManyMissedTimes']);
});

test('what is too late is not made good', () => {
  const spec = { schedule: '0 * * * *', startingDeadlineSeconds: 120 };
  expect(plan({ spec, nowMs: at(61) }).startMs).toBe(at(60));
  expect(plan({ spec, nowMs: at(63) })).toMatchObject({ wakeMs: at(120) + 100 });
  expect(plan({ spec, nowMs: at(63) }).startMs).toBeUndefined();
});

test('while one runs another is started, or not, or takes its place', () => {
  const status = { ...last(1), active: [activeRef('tick-1')] };
  const given = { status, jobs: [jobNamed('tick-1')], nowMs: at(2) };
  expect(plan({ ...given, spec: { concurrencyPolicy: 'Allow' } })).toMatchObject({ startMs: at(2), replace: [] });
  const forbidden = plan({ ...given, spec: { concurrencyPolicy: 'Forbid' } });
  expect(forbidden.startMs).toBeUndefined();
  expect(reasonsOf(forbidden)).toEqual(['JobAlreadyActive']);
  const replaced = plan({ ...given, spec: { concurrencyPolicy: 'Replace' } });
  expect(replaced).toMatchObject({ startMs: at(2), replace: [{ metadata: { name: 'tick-1' } }] });
});

test('a Job that has ended or gone is no longer active; of the last success the time is kept', () => {
  const status = { ...last(1), active: ['done', 'gone', 'runs'].map(activeRef) };
  const completionTime = formatTime(at(1));
  const jobs = [jobNamed('done', 'Complete', { completionTime }), jobNamed('runs'), jobNamed('other')];
  const { status: next, events } = plan({ status, jobs, nowMs: at(1) + 1000 });
  expect(next).toMatchObject({ active: [{ name: 'runs' }], lastSuccessfulTime: completionTime });
  expect(events.map(({ message }) => message)).toEqual([
    'Saw completed job: done, condition: Complete',
    'Active job went missing: gone',
    'Saw a job that the controller did not create or forgot: other',
  ]);
});

test('held back it starts nothing, and set free only the last time that passed', () => {
  expect(plan({ spec: { suspend: true }, nowMs: at(9) })).not.toHaveProperty('startMs');
  expect(plan({ spec: { suspend: true }, nowMs: at(9) })).not.toHaveProperty('wakeMs');
  expect(plan({ nowMs: at(9) }).startMs).toBe(at(9));
});

test('times before it had its present schedule were not missed', () => {
  const cronJob = cronJobOf({ schedule: '0 * * * *' });
  expect(planCronJob({ cronJob, jobs: [], nowMs: at(90), scheduledSinceMs: at(70) })).not.toHaveProperty('startMs');
  expect(planCronJob({ cronJob, jobs: [], nowMs: at(121), scheduledSinceMs: at(70) }).startMs).toBe(at(120));
});

test('what can never be due is told of', () => {
  const [event] = plan({ spec: { schedule: '0 0 31 2 *' } }).events;
  expect(event).toEqual({
    type: 'Warning',
    reason: 'InvalidSchedule',
    message: 'invalid schedule: 0 0 31 2 * : time difference between two schedules is less than 1 second',
  });
  expect(reasonsOf(plan({ spec: { timeZone: 'Mars/Olympus' } }))).toEqual(['UnknownTimeZone']);
  expect(reasonsOf(plan({ spec: { schedule: 'x' } }))).toEqual(['UnparseableSchedule']);
});

test('of those that ended the last are kept: three that succeeded, one that failed', () => {
  const ended = (name: string, how: 'Complete' | 'Failed', minute: number) =>
    jobNamed(name, how, { startTime: formatTime(at(minute)) });
  const good = ['d', 'b', 'c', 'a', 'e'].map((name) => ended(name, 'Complete', name.charCodeAt(0)));
  const { forget } = plan({ jobs: [...good, ended('x', 'Failed', 1), ended('y', 'Failed', 2)], nowMs: at(1) });
  expect(forget.map(({ metadata }) => metadata.name)).toEqual(['a', 'b', 'x']);
});

test('one that is being deleted starts nothing', () => {
  const cronJob = cronJobOf();
  const leaving = { ...cronJob, metadata: { ...cronJob.metadata, deletionTimestamp: formatTime(createdMs) } };
  expect(planCronJob({ cronJob: leaving, jobs: [], nowMs: at(5) })).not.toHaveProperty('startMs');
});
