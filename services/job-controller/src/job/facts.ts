import { isActive, isTerminating } from '@flotilla/controller';
import type { Job, JobSpec, JobStatus } from '@flotilla/kinds/batch/v1';
import type { JobPod } from '../objects/job-pod.ts';
import { judgeFailure } from './failure-policy.ts';
import { IndexSet } from './index-set.ts';

/** A Job and its Pods, read once for all that is decided about them. */
export interface JobFacts {
  readonly job: Job;
  readonly spec: JobSpec;
  readonly status: JobStatus;
  readonly pods: readonly JobPod[];
  readonly nowMs: number;
  readonly active: readonly JobPod[];
  readonly terminating: readonly JobPod[];
  /** Pods by uid that the status holds as ended and that are not in its counts yet. */
  readonly uncounted: { readonly succeeded: ReadonlySet<string>; readonly failed: ReadonlySet<string> };
  /** Tries that ended well, and those that used up a try: all that are known, counted or not. */
  readonly succeeded: number;
  readonly failed: number;
  /** Where the Job is indexed. */
  readonly indexes?: JobIndexes;
}

export interface JobIndexes {
  readonly completions: number;
  /** As the status has them. */
  readonly counted: IndexSet;
  /** With those that ended since. */
  readonly succeeded: IndexSet;
  /** Where tries are limited for each index. */
  readonly failed?: IndexSet;
}

export const uidOf = ({ metadata: { uid = '' } }: JobPod): string => uid;

export function readFacts(job: Job, pods: readonly JobPod[], nowMs: number): JobFacts {
  const spec: JobSpec = job.spec ?? { template: {} };
  const status = job.status ?? {};
  const uncounted = {
    succeeded: new Set(status.uncountedTerminatedPods?.succeeded),
    failed: new Set(status.uncountedTerminatedPods?.failed),
  };
  const isNew = (pod: JobPod): boolean =>
    pod.isTracked && isOfJob(spec, pod) && !uncounted.succeeded.has(uidOf(pod)) && !uncounted.failed.has(uidOf(pod));
  const failed = pods.filter(
    (pod) => isNew(pod) && hasFailed(spec, pod) && judgeFailure(spec.podFailurePolicy, pod).isCounted,
  );
  const indexes = indexesOf(spec, status, pods);
  const newlySucceeded = pods.filter((pod) => isNew(pod) && pod.phase === 'Succeeded').length;
  return {
    job,
    spec,
    status,
    pods,
    nowMs,
    active: pods.filter(isActive),
    terminating: pods.filter(isTerminating),
    uncounted,
    succeeded: indexes?.succeeded.size ?? (status.succeeded ?? 0) + uncounted.succeeded.size + newlySucceeded,
    failed: (status.failed ?? 0) + uncounted.failed.size + failed.length,
    ...(indexes === undefined ? {} : { indexes }),
  };
}

/** Whether a Pod that is on its way out is replaced only once it has ended. Source: KEP-3939. */
export function replacesEndedOnly({ podReplacementPolicy, podFailurePolicy }: JobSpec): boolean {
  return podReplacementPolicy === 'Failed' || podFailurePolicy !== undefined;
}

/** A Pod that is deleted may never get to fail, so it counts as failed unless that is waited for. */
export function hasFailed(spec: JobSpec, { phase, metadata: { deletionTimestamp } }: JobPod): boolean {
  if (phase === 'Failed') return true;
  return deletionTimestamp !== undefined && phase !== 'Succeeded' && !replacesEndedOnly(spec);
}

/** Whether it counts at all: of an indexed Job those do that have an index of it. */
export function isOfJob({ completionMode, completions = 0 }: JobSpec, { index }: JobPod): boolean {
  return completionMode !== 'Indexed' || (index !== undefined && index < completions);
}

function indexesOf(spec: JobSpec, status: JobStatus, pods: readonly JobPod[]): JobIndexes | undefined {
  const { completionMode, completions = 0, backoffLimitPerIndex } = spec;
  if (completionMode !== 'Indexed') return undefined;
  const counted = IndexSet.parse(status.completedIndexes ?? '', completions);
  const tracked = pods.filter((pod) => pod.isTracked && isOfJob(spec, pod));
  const those = (fits: (pod: JobPod) => boolean): IndexSet =>
    IndexSet.of(tracked.filter(fits).map(({ index = 0 }) => index));
  const succeeded = counted.with(those(({ phase }) => phase === 'Succeeded'));
  if (backoffLimitPerIndex === undefined) return { completions, counted, succeeded };
  const before = IndexSet.parse(status.failedIndexes ?? '', completions);
  return { completions, counted, succeeded, failed: before.with(those((pod) => failsItsIndex(spec, pod))) };
}

function failsItsIndex(spec: JobSpec, pod: JobPod): boolean {
  if (!hasFailed(spec, pod)) return false;
  const { failsIndex, isCounted } = judgeFailure(spec.podFailurePolicy, pod);
  return failsIndex || (isCounted && pod.failures.counted >= (spec.backoffLimitPerIndex ?? 0));
}
