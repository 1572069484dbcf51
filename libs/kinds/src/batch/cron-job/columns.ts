import { ageSince } from '@flotilla/machinery';
import { ageColumn, ageOf, column, nameColumn, none } from '../../columns/column.ts';
import { templateAndSelectorCells, templateAndSelectorColumns } from '../../columns/template.ts';
import type { CronJob } from '../../generated/types/batch-v1.ts';
import type { Columns } from '../../kind.ts';

export const cronJobColumns: Columns = {
  definitions: [
    nameColumn,
    column('Schedule', 'string', 'When it starts Jobs, as cron writes it.'),
    column('Timezone', 'string', 'Where the schedule counts its hours.'),
    column('Suspend', 'boolean', 'Whether it is held back.'),
    column('Active', 'integer', 'How many of its Jobs run.'),
    column('Last Schedule', 'string', 'The time since it started a Job.'),
    ageColumn,
    ...templateAndSelectorColumns,
  ],
  cells(object, now) {
    const { spec, status } = object as CronJob;
    const job = spec?.jobTemplate?.spec;
    return [
      object.metadata.name ?? '',
      spec?.schedule ?? '',
      spec?.timeZone ?? none,
      suspendText(spec?.suspend),
      (status?.active ?? []).length,
      status?.lastScheduleTime ? ageSince(status.lastScheduleTime, now) : none,
      ageOf(object, now),
      ...templateAndSelectorCells(job?.template, job?.selector),
    ];
  },
};

function suspendText(suspend: boolean | undefined): string {
  if (suspend === undefined) return '<unset>';
  return suspend ? 'True' : 'False';
}
