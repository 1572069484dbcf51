import type { Job, JobCondition } from '@flotilla/kinds/batch/v1';

export function conditionOf({ status }: Job, type: string): JobCondition | undefined {
  return status?.conditions?.find((condition) => condition.type === type && condition.status === 'True');
}

/** The condition that ends a Job, well or not. */
export function finishOf(job: Job): JobCondition | undefined {
  return conditionOf(job, 'Complete') ?? conditionOf(job, 'Failed');
}
