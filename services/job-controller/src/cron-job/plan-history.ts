import type { CronJob, Job } from '@flotilla/kinds/batch/v1';
import { finishOf } from '../objects/conditions.ts';

/** Finished Jobs past the number that is kept of those that succeeded and of those that failed: the oldest. */
export function planHistory({ spec }: CronJob, jobs: readonly Job[]): Job[] {
  const present = jobs.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  const ended = (type: string): Job[] => present.filter((job) => finishOf(job)?.type === type);
  return [
    ...oldest(ended('Complete'), spec.successfulJobsHistoryLimit),
    ...oldest(ended('Failed'), spec.failedJobsHistoryLimit),
  ];
}

function oldest(jobs: readonly Job[], limit = Number.POSITIVE_INFINITY): Job[] {
  return jobs.toSorted(byStart).slice(0, Math.max(0, jobs.length - limit));
}

/** Those that never started last; those that did at once by their names. */
function byStart(one: Job, other: Job): number {
  const startMs = ({ status }: Job): number => Date.parse(status?.startTime ?? '') || Number.MAX_VALUE;
  const names = (one.metadata.name ?? '') < (other.metadata.name ?? '') ? -1 : 1;
  return startMs(one) - startMs(other) || names;
}
