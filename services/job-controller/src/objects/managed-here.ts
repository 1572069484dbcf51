import type { Job } from '@flotilla/kinds/batch/v1';

const OURSELVES = 'kubernetes.io/job-controller';

/** Whether the Job is not left to a controller of somebody else. Source: KEP-4368. */
export function isManagedHere({ spec }: Job): boolean {
  return spec?.managedBy === undefined || spec.managedBy === OURSELVES;
}
