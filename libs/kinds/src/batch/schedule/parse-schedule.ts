import { parseGoDuration } from './go-duration.ts';
import { type FieldBounds, readField, ScheduleError, type ScheduleField } from './schedule-field.ts';
import { isTimeZone } from './time-zone.ts';

/** When a CronJob starts Jobs. */
export type Schedule = FieldSchedule | { readonly type: 'every'; readonly everyMs: number };

export interface FieldSchedule {
  readonly type: 'fields';
  readonly minute: ScheduleField;
  readonly hour: ScheduleField;
  readonly dayOfMonth: ScheduleField;
  readonly month: ScheduleField;
  readonly dayOfWeek: ScheduleField;
  /** Where the text itself names one, as older objects may. */
  readonly timeZone?: string;
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

const bounds = {
  minute: { least: 0, most: 59 },
  hour: { least: 0, most: 23 },
  dayOfMonth: { least: 1, most: 31 },
  month: { least: 1, most: 12, names: MONTHS },
  dayOfWeek: { least: 0, most: 6, names: DAYS },
} satisfies Record<string, FieldBounds>;

const named: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

const EVERY = '@every ';

/**
 * Reads a schedule of five fields, or one that begins with `@`. Throws a ScheduleError.
 * Source: Kubernetes documentation, "CronJob", schedule syntax.
 */
export function parseSchedule(text: string): Schedule {
  const zoned = /^(?:CRON_)?TZ=([^ ]*) (.*)$/s.exec(text);
  if (zoned === null) return parseUnzoned(text);
  const [, timeZone = '', rest = ''] = zoned;
  if (!isTimeZone(timeZone)) {
    throw new ScheduleError(`provided bad location ${timeZone}: unknown time zone ${timeZone}`);
  }
  const schedule = parseUnzoned(rest.trim());
  return schedule.type === 'fields' ? { ...schedule, timeZone } : schedule;
}

function parseUnzoned(text: string): Schedule {
  if (text === '') throw new ScheduleError('empty spec string');
  if (text.startsWith(EVERY)) return { type: 'every', everyMs: readEvery(text) };
  const fields = named[text] ?? text;
  if (fields.startsWith('@')) throw new ScheduleError(`unrecognized descriptor: ${text}`);
  return parseFields(fields.split(/\s+/).filter((field) => field !== ''));
}

function parseFields(fields: readonly string[]): FieldSchedule {
  const [minute, hour, dayOfMonth, month, dayOfWeek, ...more] = fields;
  if (dayOfWeek === undefined || more.length > 0) {
    throw new ScheduleError(`expected exactly 5 fields, found ${fields.length}: [${fields.join(' ')}]`);
  }
  return {
    type: 'fields',
    minute: readField(minute ?? '', bounds.minute),
    hour: readField(hour ?? '', bounds.hour),
    dayOfMonth: readField(dayOfMonth ?? '', bounds.dayOfMonth),
    month: readField(month ?? '', bounds.month),
    dayOfWeek: readField(dayOfWeek, bounds.dayOfWeek),
  };
}

/** Whole seconds, at least one. */
function readEvery(text: string): number {
  try {
    return Math.max(1, Math.floor(parseGoDuration(text.slice(EVERY.length)) / 1000)) * 1000;
  } catch (error) {
    throw new ScheduleError(`failed to parse duration ${text}: ${(error as Error).message}`);
  }
}
