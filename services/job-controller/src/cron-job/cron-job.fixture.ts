import { controllerReference, referenceTo } from '@flotilla/controller';
import type { CronJob, CronJobSpec, CronJobStatus, Job, JobStatus } from '@flotilla/kinds/batch/v1';
import type { ObjectReference } from '@flotilla/kinds/core/v1';
import { formatTime } from '@flotilla/machinery';

export const createdMs = Date.UTC(2026, 0, 1);

/** A CronJob as the server defaults one: due each minute. */
export function cronJobOf(spec: Partial<CronJobSpec> = {}, status: CronJobStatus = {}): CronJob {
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { namespace: 'default', name: 'tick', uid: 'cron', creationTimestamp: formatTime(createdMs) },
    spec: {
      schedule: '* * * * *',
      concurrencyPolicy: 'Allow',
      suspend: false,
      successfulJobsHistoryLimit: 3,
      failedJobsHistoryLimit: 1,
      jobTemplate: { spec: { template: {} } },
      ...spec,
    },
    status,
  };
}

/** A Job of it; `finished` says how it ended. */
export function jobNamed(name: string, finished?: 'Complete' | 'Failed', status: JobStatus = {}): Job {
  const conditions = finished === undefined ? [] : [{ type: finished, status: 'True' }];
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { namespace: 'default', name, uid: name, ownerReferences: [controllerReference(cronJobOf())] },
    status: { conditions, ...status },
  };
}

export const activeRef = (name: string): ObjectReference =>
  referenceTo('batch/v1', 'Job', { namespace: 'default', name, uid: name });
