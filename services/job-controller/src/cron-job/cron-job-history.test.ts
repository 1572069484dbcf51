import type { CronJob, CronJobStatus, Job } from '@flotilla/kinds/batch/v1';
import { formatTime } from '@flotilla/machinery';
import { createDice, type Dice } from '@flotilla/process/testing';
import { expect, test } from 'vitest';
import { activeRef, createdMs, cronJobOf, jobNamed } from './cron-job.fixture.ts';
import { type CronJobPlan, jobNameFor, planCronJob } from './plan-cron-job.ts';

const MINUTE_MS = 60_000;

/**
 * A CronJob whose controller is woken late, twice, for nothing or not at all, and killed between any two of its writes.
 */
class CronJobHistory {
  nowMs = createdMs;
  cronJob: CronJob;
  readonly jobs = new Map<string, Job>();
  /** Every start that was not refused, in order: a Job's name stands once for each time it was made. */
  readonly started: string[] = [];
  wakeMs = createdMs;

  constructor(policy: string) {
    this.cronJob = cronJobOf({ concurrencyPolicy: policy, schedule: '*/2 * * * *' });
  }

  get running(): Job[] {
    return [...this.jobs.values()].filter(({ status }) => (status?.conditions ?? []).length === 0);
  }

  finish(dice: Dice): void {
    const job = this.running[dice(Math.max(1, this.running.length))];
    if (job === undefined) return;
    const name = job.metadata.name ?? '';
    const startTime = formatTime(this.nowMs);
    this.jobs.set(
      name,
      jobNamed(name, dice(3) === 0 ? 'Failed' : 'Complete', { startTime, completionTime: startTime }),
    );
  }

  reconcile(lives = Number.POSITIVE_INFINITY): void {
    const plan = planCronJob({ cronJob: this.cronJob, jobs: [...this.jobs.values()], nowMs: this.nowMs });
    for (const write of this.#writesOf(plan).slice(0, lives)) write();
    this.wakeMs = plan.wakeMs ?? Number.POSITIVE_INFINITY;
  }

  #writesOf({ forget, replace, startMs, status }: CronJobPlan): (() => void)[] {
    const deleted = [...forget, ...replace].map((job) => () => void this.jobs.delete(job.metadata.name ?? ''));
    const gone = new Set(replace.map(({ metadata }) => metadata.uid));
    const active = (status.active ?? []).filter(({ uid }) => !gone.has(uid));
    const write = (next: CronJobStatus): void => {
      this.cronJob = { ...this.cronJob, status: next };
    };
    if (startMs === undefined) return [...deleted, () => write({ ...status, active })];
    const name = jobNameFor(this.cronJob, startMs);
    const started = [...active, activeRef(name)];
    return [
      ...deleted,
      () => this.#start(name),
      () => write({ ...status, active: started, lastScheduleTime: formatTime(startMs) }),
    ];
  }

  #start(name: string): void {
    if (this.jobs.has(name)) return;
    this.jobs.set(name, jobNamed(name));
    this.started.push(name);
  }
}

const SEEDS = Array.from({ length: 200 }, (_, seed) => seed + 1);

test.each(SEEDS)('no time is started twice, and none that is looked at in time is lost (seed %i)', (seed) => {
  const dice = createDice(seed);
  const history = new CronJobHistory('Allow');
  const due = new Set<string>();
  for (let step = 0; step < 150; step++) {
    const what = dice(6);
    if (what === 0) history.finish(dice);
    else if (what === 1) history.reconcile(dice(4));
    else if (what === 2) history.nowMs += dice(20_000);
    else if (what === 3) history.nowMs += dice(5 * MINUTE_MS);
    else history.reconcile();
    if (what > 3) {
      const lastDueMs = Math.floor(history.nowMs / (2 * MINUTE_MS)) * 2 * MINUTE_MS;
      if (lastDueMs > createdMs) due.add(jobNameFor(history.cronJob, lastDueMs));
    }
  }
  expect(new Set(history.started).size).toBe(history.started.length);
  for (const name of due) expect(history.started).toContain(name);
  expect(history.started).toEqual(history.started.toSorted());
});

test.each(SEEDS.slice(0, 60))('woken when it asks to be, it starts every time (seed %i)', (seed) => {
  const dice = createDice(seed);
  const history = new CronJobHistory('Allow');
  while (history.nowMs < createdMs + 60 * MINUTE_MS) {
    if (dice(3) === 0) history.reconcile(dice(4));
    history.reconcile();
    if (dice(2) === 0) history.finish(dice);
    history.nowMs = history.wakeMs + dice(1000);
  }
  expect(history.started).toHaveLength(29);
  expect(new Set(history.started).size).toBe(history.started.length);
});

test.each(SEEDS.slice(0, 100))('where only one may run there is never a second (seed %i)', (seed) => {
  const dice = createDice(seed);
  for (const policy of ['Forbid', 'Replace']) {
    const history = new CronJobHistory(policy);
    for (let step = 0; step < 120; step++) {
      const what = dice(4);
      if (what === 0) history.finish(dice);
      else if (what === 1) history.nowMs += dice(3 * MINUTE_MS);
      else history.reconcile();
      expect(history.running.length).toBeLessThanOrEqual(1);
    }
    expect(history.started.length).toBeGreaterThan(1);
  }
});
