import { type FieldError, invalid, type KubernetesObject, notSupported, required } from '@flotilla/machinery';
import type { CronJob, CronJobSpec, JobTemplateSpec } from '../../generated/types/batch-v1.ts';
import type { FieldErrors } from '../../rules/field-rules.ts';
import { nonNegative, oneOf } from '../../rules/field-rules.ts';
import { jobSpecErrors } from '../job/spec-errors.ts';
import { parseSchedule } from '../schedule/parse-schedule.ts';
import { ScheduleError } from '../schedule/schedule-field.ts';
import { isTimeZone } from '../schedule/time-zone.ts';

/** A Job's name may have 63 letters, and 11 of them are its scheduled minute. */
const LONGEST_NAME = 52;

export function validateCronJob(object: KubernetesObject): FieldError[] {
  return [...specErrors('spec', (object as CronJob).spec)];
}

export function validateNewCronJob(object: KubernetesObject): FieldError[] {
  const { metadata, spec } = object as CronJob;
  const name = metadata.name ?? '';
  return [
    ...zoneInScheduleErrors('spec.schedule', spec?.schedule),
    ...timeZoneErrors('spec.timeZone', spec?.timeZone),
    ...(name.length > LONGEST_NAME ? [invalid('metadata.name', name, 'must be no more than 52 characters')] : []),
  ];
}

/** What older objects were allowed to have they may keep. */
export function validateCronJobUpdate(next: KubernetesObject, previous: KubernetesObject): FieldError[] {
  const [to, from] = [(next as CronJob).spec, (previous as CronJob).spec];
  return [
    ...(from?.schedule?.includes('TZ')
      ? twoZonesErrors('spec.schedule', to)
      : zoneInScheduleErrors('spec.schedule', to?.schedule)),
    ...(to?.timeZone === from?.timeZone ? [] : timeZoneErrors('spec.timeZone', to?.timeZone)),
  ];
}

function* specErrors(field: string, spec: CronJobSpec | undefined): FieldErrors {
  yield* scheduleErrors(`${field}.schedule`, spec?.schedule);
  yield* nonNegative(`${field}.startingDeadlineSeconds`, spec?.startingDeadlineSeconds);
  yield* oneOf(`${field}.concurrencyPolicy`, spec?.concurrencyPolicy, ['Allow', 'Forbid', 'Replace']);
  yield* jobTemplateErrors(`${field}.jobTemplate`, spec?.jobTemplate);
  yield* nonNegative(`${field}.successfulJobsHistoryLimit`, spec?.successfulJobsHistoryLimit);
  yield* nonNegative(`${field}.failedJobsHistoryLimit`, spec?.failedJobsHistoryLimit);
}

function* scheduleErrors(field: string, schedule: string | undefined): FieldErrors {
  if (!schedule) return yield required(field);
  try {
    parseSchedule(schedule);
  } catch (error) {
    if (!(error instanceof ScheduleError)) throw error;
    yield invalid(field, schedule, error.message);
  }
}

function* zoneInScheduleErrors(field: string, schedule = ''): FieldErrors {
  const why = 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead';
  if (schedule.includes('TZ')) yield invalid(field, schedule, why);
}

function* twoZonesErrors(field: string, spec: CronJobSpec | undefined): FieldErrors {
  const why = 'cannot use both timeZone field and TZ or CRON_TZ in schedule';
  if (spec?.schedule.includes('TZ') && spec.timeZone !== undefined) yield invalid(field, spec.schedule, why);
}

function* timeZoneErrors(field: string, timeZone: string | undefined): FieldErrors {
  if (timeZone === undefined) return;
  if (timeZone === '') return yield invalid(field, timeZone, 'timeZone must be nil or non-empty string');
  if (timeZone.toLowerCase() === 'local') {
    const why = 'timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones';
    yield invalid(field, timeZone, why);
  }
  if (!isTimeZone(timeZone) && timeZone !== 'Local') yield invalid(field, timeZone, `unknown time zone ${timeZone}`);
}

function* jobTemplateErrors(field: string, template: JobTemplateSpec | undefined): FieldErrors {
  const { selector, manualSelector } = template?.spec ?? {};
  yield* jobSpecErrors(`${field}.spec`, template?.spec);
  if (selector !== undefined) yield invalid(`${field}.spec.selector`, selector, '`selector` will be auto-generated');
  if (manualSelector === true) yield notSupported(`${field}.spec.manualSelector`, manualSelector, ['nil', 'false']);
}
