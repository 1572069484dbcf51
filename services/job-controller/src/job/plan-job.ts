import type { Job, JobCondition, JobStatus } from '@flotilla/kinds/batch/v1';
import { formatTime } from '@flotilla/machinery';
import { finishOf } from '../objects/conditions.ts';
import type { JobPod } from '../objects/job-pod.ts';
import { type Ended, notBeforeAfter } from './back-off.ts';
import { hasFailed, type JobFacts, readFacts, uidOf } from './facts.ts';
import { completion, deadlineMs, type Outcome, outcomeOf } from './outcome.ts';
import { type CountingPlan, planCounting } from './plan-counting.ts';
import { type NewPod, type PodsPlan, planPods } from './plan-pods.ts';

/** What is to be done for a Job, in this order. */
export interface JobPlan {
  /** Pods that are too many: they lose their finalizer before they are deleted, so that they do not count. */
  readonly surplus: readonly JobPod[];
  /** Pods of a Job that is over: they are deleted, and count. */
  readonly end: readonly JobPod[];
  readonly create: readonly NewPod[];
  readonly status: JobStatus;
  /** Pods that lose their finalizer once the status is written. */
  readonly release: readonly JobPod[];
  /** Told once the status is written. */
  readonly events: readonly JobEvent[];
  /** When to look again although nothing has changed; milliseconds since 1970. */
  readonly wakeMs?: number;
}

export interface JobEvent {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
}

export interface JobSituation {
  readonly job: Job;
  /** All that it owns. */
  readonly pods: readonly JobPod[];
  readonly nowMs: number;
}

/** Pods that have ended, well or not, for what comes after them. One that was too many has ended neither way. */
export function endedPods({ job, pods }: Pick<JobSituation, 'job' | 'pods'>): Ended[] {
  const spec = job.spec ?? { template: {} };
  return pods
    .filter(({ isTracked, metadata }) => isTracked || metadata.deletionTimestamp === undefined)
    .map((pod) => ({ uid: uidOf(pod), finishedMs: pod.finishedMs, phase: pod.phase, hasFailed: hasFailed(spec, pod) }))
    .filter(({ phase, hasFailed: failed }) => failed || phase === 'Succeeded')
    .map(({ phase: _, ...ended }) => ended);
}

/**
 * Undefined for a Job that has finished. `ended`: its Pods that have, and those that are gone by now.
 * Source: Kubernetes documentation, "Jobs".
 */
export function planJob(situation: JobSituation, ended: readonly Ended[]): JobPlan | undefined {
  if (finishOf(situation.job) !== undefined) return undefined;
  const facts = readFacts(started(situation), situation.pods, situation.nowMs);
  const decided = outcomeOf(facts);
  const isLeft = decided !== undefined || facts.job.metadata.deletionTimestamp !== undefined;
  const pods = isLeft ? { surplus: [], create: [] } : planPods(facts, notBeforeAfter(ended));
  const end = decided === undefined ? [] : facts.active;
  const leaving = [...pods.surplus, ...end];
  const active = facts.active.length - leaving.length + pods.create.length;
  const outcome = decided ?? completion(facts, active);
  const counting = planCounting(facts, outcome);
  const next = statusOf(facts, { pods, leaving, active, counting });
  const isOver = outcome !== undefined && isSettled(next, counting);
  const { events, ...status } =
    outcome === undefined ? suspension(facts, next, isLeft) : conclude(facts, next, { outcome, isOver });
  const wakeMs = outcome === undefined ? earliest(deadlineMs({ ...facts, status }), pods.waitUntilMs) : undefined;
  return {
    surplus: pods.surplus,
    end,
    create: pods.create,
    status,
    release: counting.release,
    events,
    ...(wakeMs === undefined ? {} : { wakeMs }),
  };
}

/** The time counts from when it first is not suspended. */
function started({ job, nowMs }: JobSituation): Job {
  if (job.spec?.suspend || job.status?.startTime) return job;
  return { ...job, status: { ...job.status, startTime: formatTime(nowMs) } };
}

interface Decided {
  readonly pods: PodsPlan;
  readonly leaving: readonly JobPod[];
  readonly active: number;
  readonly counting: CountingPlan;
}

/** Counts of Pods as they are once the plan is carried out. */
function statusOf({ status, active, terminating, indexes }: JobFacts, decided: Decided): JobStatus {
  const { leaving, counting } = decided;
  const { active: _, succeeded: __, failed: ___, completedIndexes: ____, ...kept } = status;
  const { succeeded, failed, uncountedTerminatedPods } = counting.counts;
  const left = new Set(leaving);
  const completed = indexes?.succeeded.toString() ?? '';
  return {
    ...kept,
    ...(decided.active === 0 ? {} : { active: decided.active }),
    ...(succeeded === 0 ? {} : { succeeded }),
    ...(failed === 0 ? {} : { failed }),
    ...(completed === '' ? {} : { completedIndexes: completed }),
    ...(indexes?.failed === undefined ? {} : { failedIndexes: indexes.failed.toString() }),
    uncountedTerminatedPods,
    ready: active.filter((pod) => pod.isReady && !left.has(pod)).length,
    terminating: terminating.length + leaving.length,
  };
}

/** Whether nothing of the Job runs or waits to be counted. */
function isSettled(
  { active = 0, terminating = 0, uncountedTerminatedPods }: JobStatus,
  { release }: CountingPlan,
): boolean {
  const { succeeded = [], failed = [] } = uncountedTerminatedPods ?? {};
  return active + terminating + succeeded.length + failed.length + release.length === 0;
}

type Concluded = JobStatus & { readonly events: readonly JobEvent[] };

/** Says how the Job ends, and once all is settled that it has ended. */
function conclude(
  { spec, nowMs }: JobFacts,
  status: JobStatus,
  { outcome, isOver }: { readonly outcome: Outcome; readonly isOver: boolean },
): Concluded {
  const { type, reason, message } = outcome;
  const isSuccess = type === 'success';
  const condition = { status: 'True', reason, message };
  const interim = withCondition(
    status,
    { ...condition, type: isSuccess ? 'SuccessCriteriaMet' : 'FailureTarget' },
    nowMs,
  );
  if (!isOver) return { ...interim, events: [] };
  const final = withCondition(interim, { ...condition, type: isSuccess ? 'Complete' : 'Failed' }, nowMs);
  if (!isSuccess) return { ...final, events: [{ type: 'Warning', reason, message }] };
  const completed: JobEvent = { type: 'Normal', reason: 'Completed', message: 'Job completed' };
  const tooMany: JobEvent = {
    type: 'Warning',
    reason: 'TooManySucceededPods',
    message: 'Too many succeeded pods running after completion count reached',
  };
  const isTooMany = spec.completions !== undefined && (status.succeeded ?? 0) > spec.completions;
  return { ...final, completionTime: formatTime(nowMs), events: isTooMany ? [tooMany, completed] : [completed] };
}

/** Says whether a Job that goes on is held back. Its time begins anew when it is set free. */
function suspension({ spec, nowMs }: JobFacts, status: JobStatus, isLeft: boolean): Concluded {
  const present = status.conditions?.find(({ type }) => type === 'Suspended');
  const isSuspended = present?.status === 'True';
  if (isLeft || Boolean(spec.suspend) === isSuspended) return { ...status, events: [] };
  if (spec.suspend) {
    const condition = { type: 'Suspended', status: 'True', reason: 'JobSuspended', message: 'Job suspended' };
    const { startTime: _, ...rest } = withCondition(status, condition, nowMs);
    return { ...rest, events: [{ type: 'Normal', reason: 'Suspended', message: 'Job suspended' }] };
  }
  const condition = { type: 'Suspended', status: 'False', reason: 'JobResumed', message: 'Job resumed' };
  const resumed = withCondition(status, condition, nowMs);
  const events: JobEvent[] = [{ type: 'Normal', reason: 'Resumed', message: 'Job resumed' }];
  return { ...resumed, startTime: formatTime(nowMs), events };
}

function withCondition(status: JobStatus, condition: JobCondition, nowMs: number): JobStatus {
  const { conditions = [] } = status;
  const present = conditions.find(({ type }) => type === condition.type);
  if (present?.status === condition.status) return status;
  const time = formatTime(nowMs);
  const next = { ...condition, lastProbeTime: time, lastTransitionTime: time };
  const isPresent = present !== undefined;
  return {
    ...status,
    conditions: isPresent ? conditions.map((each) => (each === present ? next : each)) : [...conditions, next],
  };
}

function earliest(...times: readonly (number | undefined)[]): number | undefined {
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}
