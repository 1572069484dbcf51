import type { FieldSchedule, Schedule } from './parse-schedule.ts';
import { startOfDay, type WallTime, wallTimeAt } from './time-zone.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** A schedule that is due at no time within so many years is due never: the 31st of February. */
const YEARS = 5;

/**
 * The first time after `afterMs` at which the schedule is due, or undefined where it never is; milliseconds since 1970.
 * Where clocks are set forward, what they skip is not due; where they are set back, what they repeat is due twice.
 */
export function nextTime(schedule: Schedule, afterMs: number, timeZone = 'UTC'): number | undefined {
  const second = Math.floor(afterMs / SECOND_MS) * SECOND_MS;
  if (schedule.type === 'every') return second + schedule.everyMs;
  return nextOfFields(schedule, second + SECOND_MS, schedule.timeZone ?? timeZone);
}

function nextOfFields(schedule: FieldSchedule, fromMs: number, timeZone: string): number | undefined {
  // Fields may be empty (`,` is one), and then every minute of those years would be tried.
  if (schedule.minute.values.size === 0 || schedule.hour.values.size === 0) return undefined;
  const lastYear = new Date(fromMs).getUTCFullYear() + YEARS;
  for (let atMs = fromMs; ; ) {
    const wall = wallTimeAt(timeZone, atMs);
    const dateMs = nextDate(schedule, wall, lastYear);
    if (dateMs === undefined) return undefined;
    const laterMs = dateMs === utcDate(wall) ? skipWithinDay(schedule, wall, atMs) : startOfDay(timeZone, dateMs);
    if (laterMs === undefined) return atMs;
    atMs = laterMs;
  }
}

/** The first date from this one on that fits, as the time at which it begins in UTC. */
function nextDate(schedule: FieldSchedule, wall: WallTime, lastYear: number): number | undefined {
  for (let dateMs = utcDate(wall); ; dateMs += DAY_MS) {
    const date = new Date(dateMs);
    if (date.getUTCFullYear() > lastYear) return undefined;
    if (isDue(schedule, date)) return dateMs;
  }
}

/** Where both name days, either will do; where one says "any", the other decides. */
function isDue({ month, dayOfMonth, dayOfWeek }: FieldSchedule, date: Date): boolean {
  if (!month.values.has(date.getUTCMonth() + 1)) return false;
  const isOfMonth = dayOfMonth.values.has(date.getUTCDate());
  const isOfWeek = dayOfWeek.values.has(date.getUTCDay());
  return dayOfMonth.isAny || dayOfWeek.isAny ? isOfMonth && isOfWeek : isOfMonth || isOfWeek;
}

/** The next time of a fitting day that is worth looking at, or undefined where this one is due. */
function skipWithinDay(schedule: FieldSchedule, { hour, minute, second }: WallTime, atMs: number): number | undefined {
  const minuteMs = atMs - second * SECOND_MS;
  if (!schedule.hour.values.has(hour)) return minuteMs - minute * MINUTE_MS + HOUR_MS;
  if (!schedule.minute.values.has(minute) || second > 0) return minuteMs + MINUTE_MS;
  return undefined;
}

function utcDate({ year, month, day }: WallTime): number {
  return Date.UTC(year, month - 1, day);
}
