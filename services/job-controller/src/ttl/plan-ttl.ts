import type { Job } from '@flotilla/kinds/batch/v1';
import { finishOf } from '../objects/conditions.ts';

/**
 * When a Job that has finished is to be deleted, in milliseconds since 1970; undefined where it is to be kept.
 * Source: Kubernetes documentation, "Automatic cleanup for finished Jobs".
 */
export function expiryMs(job: Job): number | undefined {
  const { ttlSecondsAfterFinished } = job.spec ?? {};
  const finishedAt = finishOf(job)?.lastTransitionTime;
  if (ttlSecondsAfterFinished === undefined || !finishedAt || job.metadata.deletionTimestamp !== undefined) {
    return undefined;
  }
  return Date.parse(finishedAt) + ttlSecondsAfterFinished * 1000;
}
