import { isControlledBy } from '@flotilla/controller';
import { isTimeZone, parseSchedule, ScheduleError } from '@flotilla/kinds';
import type { CronJob, CronJobStatus, Job } from '@flotilla/kinds/batch/v1';
import { conditionOf, finishOf } from '../objects/conditions.ts';
import { type Clockwork, missedTimes, NeverDue, nextLookMs } from './missed-times.ts';
import { planHistory } from './plan-history.ts';

/** What is to be done for a CronJob. */
export interface CronJobPlan {
  /** Finished Jobs that are too many. */
  readonly forget: readonly Job[];
  /** Running Jobs that give way to the one that is started. */
  readonly replace: readonly Job[];
  /** The time for which a Job is to be started. */
  readonly startMs?: number;
  /** As it is before that. */
  readonly status: CronJobStatus;
  readonly events: readonly CronJobEvent[];
  /** When to look again although nothing has changed; milliseconds since 1970. */
  readonly wakeMs?: number;
}

export interface CronJobEvent {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
}

export interface CronJobSituation {
  readonly cronJob: CronJob;
  /** All that it controls. */
  readonly jobs: readonly Job[];
  readonly nowMs: number;
  /** When its schedule was last seen to change: earlier times of the new one are none that it missed. */
  readonly scheduledSinceMs?: number;
}

/** Source: Kubernetes documentation, "CronJob". */
export function planCronJob(situation: CronJobSituation): CronJobPlan {
  const { cronJob } = situation;
  const jobs = situation.jobs.filter((job) => isControlledBy(job, cronJob));
  const { status, events } = review(cronJob, jobs);
  const forget = planHistory(cronJob, jobs);
  const none = { forget, replace: [], status, events };
  if (cronJob.metadata.deletionTimestamp !== undefined) return none;
  const { plan, events: more } = planStart({ ...situation, jobs }, status);
  return { ...none, ...plan, events: [...events, ...more] };
}

interface Review {
  readonly status: CronJobStatus;
  readonly events: CronJobEvent[];
}

const normal = (reason: string, message: string): CronJobEvent => ({ type: 'Normal', reason, message });
const warning = (reason: string, message: string): CronJobEvent => ({ type: 'Warning', reason, message });

/** Brings the list of what runs up to date, and the time of the last success. */
function review({ status = {} }: CronJob, jobs: readonly Job[]): Review {
  const byUid = new Map(jobs.map((job) => [job.metadata.uid, job]));
  const events: CronJobEvent[] = [];
  const active = (status.active ?? []).filter(({ uid, name = '' }) => {
    const job = byUid.get(uid);
    const finish = job === undefined ? undefined : finishOf(job);
    if (job === undefined) events.push(normal('MissingJob', `Active job went missing: ${name}`));
    if (finish !== undefined) {
      events.push(normal('SawCompletedJob', `Saw completed job: ${name}, condition: ${finish.type}`));
    }
    return job !== undefined && finish === undefined;
  });
  const known = new Set(active.map(({ uid }) => uid));
  for (const job of jobs) {
    if (finishOf(job) !== undefined || known.has(job.metadata.uid)) continue;
    const what = `Saw a job that the controller did not create or forgot: ${job.metadata.name ?? ''}`;
    events.push(warning('UnexpectedJob', what));
  }
  const lastSuccessfulTime = lastSuccess(status.lastSuccessfulTime, jobs);
  const { active: _, ...rest } = status;
  return {
    status: {
      ...rest,
      ...(active.length === 0 ? {} : { active }),
      ...(lastSuccessfulTime === undefined ? {} : { lastSuccessfulTime }),
    },
    events,
  };
}

function lastSuccess(before: string | undefined, jobs: readonly Job[]): string | undefined {
  const times = jobs.flatMap((job) => (conditionOf(job, 'Complete') ? (job.status?.completionTime ?? []) : []));
  return [...(before ? [before] : []), ...times].toSorted((one, other) => Date.parse(one) - Date.parse(other)).at(-1);
}

interface Start {
  readonly plan: Pick<CronJobPlan, 'wakeMs' | 'startMs'> & { readonly replace?: readonly Job[] };
  readonly events: readonly CronJobEvent[];
}

const nothing = (...events: CronJobEvent[]): Start => ({ plan: {}, events });

function planStart(situation: CronJobSituation, status: CronJobStatus): Start {
  const { cronJob, nowMs } = situation;
  const { timeZone, suspend, schedule } = cronJob.spec;
  if (timeZone !== undefined && !isTimeZone(timeZone)) {
    const why = `invalid timeZone: ${JSON.stringify(timeZone)}: unknown time zone ${timeZone}`;
    return nothing(warning('UnknownTimeZone', why));
  }
  if (suspend) return nothing();
  try {
    const clockwork = clockworkOf(situation, status);
    const wakeMs = nextLookMs(clockwork, nowMs);
    const { plan, events } = planDue(situation, status, clockwork);
    return { plan: { ...plan, ...(wakeMs === undefined ? {} : { wakeMs }) }, events };
  } catch (error) {
    if (error instanceof ScheduleError) {
      return nothing(
        warning('UnparseableSchedule', `unparseable schedule: ${JSON.stringify(schedule)} : ${error.message}`),
      );
    }
    if (error instanceof NeverDue)
      return nothing(warning('InvalidSchedule', `invalid schedule: ${schedule} : ${error.message}`));
    throw error;
  }
}

function clockworkOf({ cronJob, scheduledSinceMs = 0 }: CronJobSituation, status: CronJobStatus): Clockwork {
  const { schedule, timeZone, startingDeadlineSeconds } = cronJob.spec;
  const sinceMs = Date.parse(status.lastScheduleTime ?? cronJob.metadata.creationTimestamp ?? '') || 0;
  return {
    schedule: parseSchedule(schedule),
    timeZone,
    sinceMs: Math.max(sinceMs, scheduledSinceMs),
    deadlineMs: startingDeadlineSeconds === undefined ? undefined : startingDeadlineSeconds * 1000,
  };
}

/** More missed times than this may be a clock that is wrong. */
const MANY_MISSED = 100;

/** Whether a Job is to be started for the last time that has passed. */
function planDue({ cronJob, jobs, nowMs }: CronJobSituation, status: CronJobStatus, clockwork: Clockwork): Start {
  const { latestMs, count } = missedTimes(clockwork, nowMs);
  if (latestMs === undefined) return nothing();
  const advice = 'Set or decrease .spec.startingDeadlineSeconds or check clock skew';
  const events = count > MANY_MISSED ? [warning('TooManyMissedTimes', `too many missed start times. ${advice}`)] : [];
  const { active = [] } = status;
  const { deadlineMs } = clockwork;
  if (deadlineMs !== undefined && latestMs + deadlineMs < nowMs) {
    return nothing(...events, warning('MissSchedule', `Missed scheduled time to start a job: ${rfc1123(latestMs)}`));
  }
  const name = jobNameFor(cronJob, latestMs);
  if (active.some((each) => each.name === name) || isSameTime(status.lastScheduleTime, latestMs))
    return nothing(...events);
  const { concurrencyPolicy } = cronJob.spec;
  if (concurrencyPolicy === 'Forbid' && active.length > 0) {
    const why = 'Not starting job because prior execution is running and concurrency policy is Forbid';
    return nothing(...events, normal('JobAlreadyActive', why));
  }
  const running = new Set(active.map(({ uid }) => uid));
  const replace = concurrencyPolicy === 'Replace' ? jobs.filter(({ metadata: { uid } }) => running.has(uid)) : [];
  return { plan: { startMs: latestMs, replace }, events };
}

const isSameTime = (time: string | undefined, timeMs: number): boolean =>
  time !== undefined && Date.parse(time) === timeMs;

/** The same for the same time, so that no two are started for it. */
export function jobNameFor({ metadata: { name = '' } }: CronJob, scheduledMs: number): string {
  return `${name}-${Math.floor(scheduledMs / 60_000)}`;
}

/** As Go writes it: `Mon, 02 Jan 2006 15:04:05 +0000`. */
function rfc1123(timeMs: number): string {
  return new Date(timeMs).toUTCString().replace('GMT', '+0000');
}
