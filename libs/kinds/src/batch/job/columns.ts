import { humanDuration } from '@flotilla/machinery';
import { ageColumn, ageOf, column, nameColumn } from '../../columns/column.ts';
import { templateAndSelectorCells, templateAndSelectorColumns } from '../../columns/template.ts';
import type { Job } from '../../generated/types/batch-v1.ts';
import type { Columns } from '../../kind.ts';

export const jobColumns: Columns = {
  definitions: [
    nameColumn,
    column('Status', 'string', 'How the Job stands.'),
    column('Completions', 'string', 'How many of the wanted Pods succeeded.'),
    column('Duration', 'string', 'How long the Job takes or took.'),
    ageColumn,
    ...templateAndSelectorColumns,
  ],
  cells(object, now) {
    const job = object as Job;
    return [
      job.metadata.name ?? '',
      statusOf(job),
      completionsOf(job),
      durationOf(job, now),
      ageOf(object, now),
      ...templateAndSelectorCells(job.spec?.template, job.spec?.selector),
    ];
  },
};

function statusOf(job: Job): string {
  if (has(job, 'Complete')) return 'Complete';
  if (has(job, 'Failed')) return 'Failed';
  if (job.metadata.deletionTimestamp !== undefined) return 'Terminating';
  return ['Suspended', 'FailureTarget', 'SuccessCriteriaMet'].find((type) => has(job, type)) ?? 'Running';
}

function has({ status }: Job, type: string): boolean {
  return status?.conditions?.find((condition) => condition.type === type)?.status === 'True';
}

function completionsOf({ spec, status }: Job): string {
  const succeeded = status?.succeeded ?? 0;
  if (spec?.completions !== undefined) return `${succeeded}/${spec.completions}`;
  const parallelism = spec?.parallelism ?? 0;
  return parallelism > 1 ? `${succeeded}/1 of ${parallelism}` : `${succeeded}/1`;
}

function durationOf({ status }: Job, now: number): string {
  if (!status?.startTime) return '';
  const end = status.completionTime ? Date.parse(status.completionTime) : now;
  return humanDuration(end - Date.parse(status.startTime));
}
