import type { CronJob, Job } from '@flotilla/kinds/batch/v1';
import type { Pod } from '@flotilla/kinds/core/v1';
import { resourceType } from '@flotilla/registry';

export const CronJobs = resourceType<CronJob>('batch/v1', 'CronJob');
export const Jobs = resourceType<Job>('batch/v1', 'Job');
export const Pods = resourceType<Pod>('v1', 'Pod');
