import { controllerReference } from '@flotilla/controller';
import { zoneOffsetMs } from '@flotilla/kinds';
import type { CronJob, Job } from '@flotilla/kinds/batch/v1';
import { formatTime } from '@flotilla/machinery';
import { jobNameFor } from './plan-cron-job.ts';

const SCHEDULED_AT = 'batch.kubernetes.io/cronjob-scheduled-timestamp';

/** The Job of a scheduled time. */
export function jobFromTemplate(cronJob: CronJob, scheduledMs: number): Job {
  const { jobTemplate, timeZone } = cronJob.spec;
  const { labels, annotations } = jobTemplate.metadata ?? {};
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      namespace: cronJob.metadata.namespace ?? '',
      name: jobNameFor(cronJob, scheduledMs),
      labels: { ...labels },
      annotations: { ...annotations, [SCHEDULED_AT]: zonedTime(scheduledMs, timeZone) },
      ownerReferences: [controllerReference(cronJob)],
    },
    ...(jobTemplate.spec === undefined ? {} : { spec: structuredClone(jobTemplate.spec) }),
  };
}

/** RFC 3339 with the zone's own hours: `2026-01-01T02:00:00+01:00`. */
function zonedTime(timeMs: number, timeZone = 'UTC'): string {
  const offsetMs = zoneOffsetMs(timeZone, timeMs);
  if (offsetMs === 0) return formatTime(timeMs);
  const minutes = Math.abs(offsetMs) / 60_000;
  const twoDigits = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  const offset = `${offsetMs < 0 ? '-' : '+'}${twoDigits(minutes / 60)}:${twoDigits(minutes % 60)}`;
  return formatTime(timeMs + offsetMs).replace('Z', offset);
}
