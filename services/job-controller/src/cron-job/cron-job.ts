import { isDeepStrictEqual } from 'node:util';
import {
  type Clock,
  type Controller,
  controller,
  done,
  type EventRecorder,
  isControlledBy,
  isNamespaceTerminating,
  ownedBy,
  referenceTo,
} from '@flotilla/controller';
import type { CronJob, CronJobStatus, Job } from '@flotilla/kinds/batch/v1';
import { formatTime, isStatus } from '@flotilla/machinery';
import type { Client } from '@flotilla/registry';
import { finishOf } from '../objects/conditions.ts';
import type { Informers } from '../objects/informers.ts';
import { CronJobs, Jobs } from '../objects/kinds.ts';
import type { Timers } from '../timers/timers.ts';
import { wakeAt } from '../timers/wake-at.ts';
import { jobFromTemplate } from './job-from-template.ts';
import { type CronJobEvent, type CronJobPlan, planCronJob } from './plan-cron-job.ts';
import { ScheduleChanges } from './schedule-changes.ts';

export interface CronJobDeps {
  readonly client: Client;
  readonly clock: Clock;
  readonly events: EventRecorder;
  readonly timers: Timers;
}

type Tell = (event: CronJobEvent) => void;

/** Starts Jobs when their time has come, and forgets old ones. */
export function cronJobController(
  { client, clock, events, timers }: CronJobDeps,
  { cronJobs, jobs }: Pick<Informers, 'cronJobs' | 'jobs'>,
): Controller {
  const changes = new ScheduleChanges();
  return controller('cronjob')
    .for(cronJobs)
    .owns(jobs)
    .wokenBy(timers)
    .reconciles(async (path) => {
      const cronJob = cronJobs.get(path);
      if (cronJob === undefined) {
        changes.forget(path);
        return done;
      }
      const nowMs = clock.now();
      const scheduledSinceMs = changes.sinceMs(path, cronJob, nowMs);
      const plan = planCronJob({ cronJob, jobs: ownedBy(jobs, cronJob), nowMs, scheduledSinceMs });
      const reference = referenceTo(cronJob.apiVersion, cronJob.kind, cronJob.metadata);
      await carryOut(client, { cronJob, plan, tell: (event) => events.record(reference, event) });
      const { uid = '' } = cronJob.metadata;
      return plan.wakeMs === undefined ? done : wakeAt(timers, { key: path, uid, dueMs: plan.wakeMs }, nowMs);
    });
}

interface Round {
  readonly cronJob: CronJob;
  readonly plan: CronJobPlan;
  readonly tell: Tell;
}

async function carryOut(client: Client, { cronJob, plan, tell }: Round): Promise<void> {
  for (const event of plan.events) tell(event);
  for (const job of [...plan.forget, ...plan.replace]) await deleteJob(client, job, tell);
  const gone = new Set(plan.replace.map(({ metadata: { uid } }) => uid));
  const active = (plan.status.active ?? []).filter(({ uid }) => !gone.has(uid));
  const { startMs } = plan;
  const job = startMs === undefined ? undefined : await start(client, jobFromTemplate(cronJob, startMs), tell);
  if (startMs === undefined || job === undefined || !isControlledBy(job, cronJob)) {
    return writeStatus(client, cronJob, withActive(plan.status, active));
  }
  // One that was there already, made before the controller was killed, may have ended by now.
  const started = finishOf(job) === undefined ? [...active, referenceTo('batch/v1', 'Job', job.metadata)] : active;
  const lastScheduleTime = formatTime(startMs);
  await writeStatus(client, cronJob, { ...withActive(plan.status, started), lastScheduleTime });
}

function withActive({ active: _, ...status }: CronJobStatus, active: CronJobStatus['active'] = []): CronJobStatus {
  return active.length === 0 ? status : { ...status, active };
}

/** With its Pods, but waiting for none. */
async function deleteJob(client: Client, { metadata }: Job, tell: Tell): Promise<void> {
  const { namespace = '', name = '', uid = '' } = metadata;
  try {
    await client.delete(Jobs, { namespace, name }, { propagationPolicy: 'Background', preconditions: { uid } });
    tell({ type: 'Normal', reason: 'SuccessfulDelete', message: `Deleted job ${name}` });
  } catch (error) {
    if (isStatus(error, 'Conflict')) return;
    if (isStatus(error)) tell({ type: 'Warning', reason: 'FailedDelete', message: `Deleted job: ${error.message}` });
    throw error;
  }
}

/** The Job of that name: made now, or by a process that ended before it could say so. */
async function start(client: Client, wanted: Job, tell: Tell): Promise<Job | undefined> {
  const { namespace = '', name = '' } = wanted.metadata;
  try {
    const job = await client.create(Jobs, wanted as never);
    tell({ type: 'Normal', reason: 'SuccessfulCreate', message: `Created job ${name}` });
    return job;
  } catch (error) {
    if (isStatus(error, 'AlreadyExists')) return client.get(Jobs, { namespace, name });
    if (isStatus(error) && !isNamespaceTerminating(error)) {
      tell({ type: 'Warning', reason: 'FailedCreate', message: `Error creating job: ${error.message}` });
    }
    throw error;
  }
}

/** The status is decided from one version of the CronJob, and may only follow on that. */
async function writeStatus(client: Client, { metadata, status = {} }: CronJob, next: CronJobStatus): Promise<void> {
  if (isDeepStrictEqual(next, status)) return;
  const { namespace = '', name = '', resourceVersion = '' } = metadata;
  await client.updateStatus(CronJobs, { namespace, name }, (fresh) => {
    fresh.metadata.resourceVersion = resourceVersion;
    fresh.status = next;
  });
}
