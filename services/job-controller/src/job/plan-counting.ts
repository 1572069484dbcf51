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
const MOST_UNCOUNTED = 500;

export function planCounting(facts: JobFacts, outcome: Outcome | undefined): CountingPlan {
  const { job, spec, status, pods, indexes } = facts;
  const tracked = pods.filter(({ isTracked }) => isTracked);
  const waiting = new Set(tracked.map(uidOf));
  const succeeded = settle(facts.uncounted.succeeded, waiting);
  const failed = settle(facts.uncounted.failed, waiting);
  const delayed = new Set(lastFailures(facts).values());
  const release: JobPod[] = [];
  let newIndexes = 0;
  for (const pod of inOrderOfIndex(tracked)) {
    if (newIndexes + succeeded.waiting.length + failed.waiting.length >= MOST_UNCOUNTED) break;
    const failing = hasFailed(spec, pod);
    const isOver = job.metadata.deletionTimestamp !== undefined || outcome !== undefined || pod.phase === 'Succeeded';
    if (!isOver && (!failing || delayed.has(pod))) continue;
    release.push(pod);
    const uid = uidOf(pod);
    if (pod.phase === 'Succeeded' && !facts.uncounted.failed.has(uid)) {
      // A list of indexes counts none twice: it needs no list of Pods.
      if (indexes !== undefined) newIndexes += indexes.counted.has(pod.index ?? 0) ? 0 : 1;
      else if (!facts.uncounted.succeeded.has(uid)) succeeded.waiting.push(uid);
    } else if (failing || outcome?.type === 'failure') {
      if (isOfJob(spec, pod) && !facts.uncounted.failed.has(uid) && isCounted(facts, pod)) failed.waiting.push(uid);
    }
  }
  return {
    counts: {
      succeeded: indexes?.succeeded.size ?? (status.succeeded ?? 0) + succeeded.counted,
      failed: (status.failed ?? 0) + failed.counted,
      uncountedTerminatedPods: listsOf(succeeded.waiting, failed.waiting),
    },
    release,
  };
}

/** Those that are seen without their finalizer are counted now. */
function settle(uids: ReadonlySet<string>, tracked: ReadonlySet<string>): { waiting: string[]; counted: number } {
  const waiting = [...uids].filter((uid) => tracked.has(uid));
  return { waiting, counted: uids.size - waiting.length };
}

const isCounted = ({ spec }: JobFacts, pod: JobPod): boolean => judgeFailure(spec.podFailurePolicy, pod).isCounted;

function inOrderOfIndex(pods: readonly JobPod[]): JobPod[] {
  return pods.toSorted((one, other) => (one.index ?? -1) - (other.index ?? -1));
}

function listsOf(
  succeeded: readonly string[],
  failed: readonly string[],
): NonNullable<JobStatus['uncountedTerminatedPods']> {
  return {
    ...(succeeded.length === 0 ? {} : { succeeded: [...succeeded] }),
    ...(failed.length === 0 ? {} : { failed: [...failed] }),
  };
}
