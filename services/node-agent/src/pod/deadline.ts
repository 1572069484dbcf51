import type { PodStatus } from '@flotilla/kinds/core/v1';
import type { StoredPod } from './stored-pod.ts';

/** When the Pod has taken as long as it may, in milliseconds since the epoch; undefined where it may go on for ever. */
export function deadlineOf({ spec }: StoredPod, { startTime }: PodStatus): number | undefined {
  const { activeDeadlineSeconds } = spec;
  if (activeDeadlineSeconds === undefined || !startTime) return undefined;
  return Date.parse(startTime) + 1000 * activeDeadlineSeconds;
}

export function isPastDeadline(pod: StoredPod, status: PodStatus, now: number): boolean {
  const deadline = deadlineOf(pod, status);
  return deadline !== undefined && now >= deadline;
}
