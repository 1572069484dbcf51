import type { JobStatus } from '@flotilla/kinds/batch/v1';
import type { JobPod } from '../objects/job-pod.ts';
import { hasFailed, isOfJob, type JobFacts, uidOf } from './facts.ts';
import { judgeFailure } from './failure-policy.ts';
import { lastFailures } from './last-failures.ts';
import type { Outcome } from './outcome.ts';

/**
 * Each Pod is counted once, however often this is interrupted: it is first written down as ended, then loses its
 * finalizer, and is counted when it is seen without. Source: KEP-2307.
 */
export interface CountingPlan {
  readonly counts: Required<Pick<JobStatus, 'uncountedTerminatedPods'>> & {
    readonly succeeded: number;
    readonly failed: number;
  };
  /** Pods that lose their finalizer once the counts are written. */
  readonly release: readonly JobPod[];
}

/** As upstream: so many uids keep a status below 20 KB. */
const MOST_AT_ONCE = 500;

export function planCounting(facts: JobFacts, outcome: Outcome | undefined): CountingPlan {
  const { job, spec, status, pods, indexes, uncounted } = facts;
  const tracked = pods.filter(({ isTracked }) => isTracked);
  const isOver = job.metadata.deletionTimestamp !== undefined || outcome !== undefined;
  const delayed = new Set(lastFailures(facts).values());
  const hasEnded = (pod: JobPod): boolean => pod.phase === 'Succeeded' || hasFailed(spec, pod);
  const release = tracked
    .filter((pod) => isOver || (hasEnded(pod) && !delayed.has(pod)))
    .toSorted((one, other) => (one.index ?? -1) - (other.index ?? -1))
    .slice(0, MOST_AT_ONCE);
  const held = new Set(tracked.map(uidOf));
  const waiting = (how: 'succeeded' | 'failed'): string[] => {
    const ended = release.filter((pod) => countsAs(facts, outcome, pod) === how).map(uidOf);
    return [...new Set([...uncounted[how]].filter((uid) => held.has(uid)).concat(ended))];
  };
  // What was written down and is seen without its finalizer is counted now.
  const settled = (how: 'succeeded' | 'failed'): number =>
    (status[how] ?? 0) + [...uncounted[how]].filter((uid) => !held.has(uid)).length;
  return {
    counts: {
      succeeded: indexes?.succeeded.size ?? settled('succeeded'),
      failed: settled('failed'),
      uncountedTerminatedPods: listsOf(waiting('succeeded'), waiting('failed')),
    },
    release,
  };
}

/** What is left running by a Job that failed has failed with it. */
function countsAs(
  { spec, indexes, uncounted }: JobFacts,
  outcome: Outcome | undefined,
  pod: JobPod,
): 'succeeded' | 'failed' | 'neither' {
  if (pod.phase === 'Succeeded' && !uncounted.failed.has(uidOf(pod))) {
    // A list of indexes counts none twice: it needs no list of Pods.
    return indexes === undefined ? 'succeeded' : 'neither';
  }
  const isCounted = isOfJob(spec, pod) && judgeFailure(spec.podFailurePolicy, pod).isCounted;
  return isCounted && (hasFailed(spec, pod) || outcome?.type === 'failure') ? 'failed' : 'neither';
}

function listsOf(succeeded: string[], failed: string[]): NonNullable<JobStatus['uncountedTerminatedPods']> {
  return {
    ...(succeeded.length === 0 ? {} : { succeeded }),
    ...(failed.length === 0 ? {} : { failed }),
  };
}
