import { nextTime, type Schedule } from '@flotilla/kinds';

/** A schedule, and since when its times count. All times in milliseconds since 1970. */
export interface Clockwork {
  readonly schedule: Schedule;
  readonly timeZone?: string | undefined;
  /** When it last started a Job, or was made, or given this schedule. */
  readonly sinceMs: number;
  /** How late a Job may still be started. */
  readonly deadlineMs?: number | undefined;
}

/** A schedule may be well written and never be due: the 31st of February. */
export class NeverDue extends Error {
  override readonly name = 'NeverDue';
  constructor() {
    super('time difference between two schedules is less than 1 second');
  }
}

/** The times that have passed without a Job. */
export interface MissedTimes {
  /** The latest of them; undefined where there is none. */
  readonly latestMs?: number;
  /** How many there are, about. */
  readonly count: number;
}

/** Throws NeverDue. What lies before the deadline is not looked for. */
export function missedTimes(clockwork: Clockwork, nowMs: number): MissedTimes {
  const { schedule, timeZone, sinceMs, deadlineMs } = clockwork;
  const fromMs = deadlineMs === undefined ? sinceMs : Math.max(sinceMs, nowMs - deadlineMs);
  const firstMs = nextTime(schedule, fromMs, timeZone);
  if (firstMs === undefined) throw new NeverDue();
  if (nowMs < firstMs) return { count: 0 };
  const secondMs = nextTime(schedule, firstMs, timeZone) ?? Number.POSITIVE_INFINITY;
  if (nowMs < secondMs) return { latestMs: firstMs, count: 1 };
  // Years may have passed: from two times it is guessed how many, and only the last are looked for.
  const stepMs = secondMs - firstMs;
  const count = Math.floor((nowMs - firstMs) / stepMs) + 1;
  const latestMs = latestUntil(nowMs, clockwork, firstMs + (count - 2) * stepMs);
  return latestMs === undefined ? { count } : { latestMs, count };
}

function latestUntil(nowMs: number, { schedule, timeZone }: Clockwork, fromMs: number): number | undefined {
  let latest: number | undefined;
  for (let timeMs = nextTime(schedule, fromMs, timeZone); timeMs !== undefined && timeMs <= nowMs; ) {
    latest = timeMs;
    timeMs = nextTime(schedule, timeMs, timeZone);
  }
  return latest;
}

/** So much later than it is due a schedule is looked at, so that clocks need not agree to the millisecond. */
const MARGIN_MS = 100;

/** When to look again; undefined where nothing will be due. */
export function nextLookMs(clockwork: Clockwork, nowMs: number): number | undefined {
  const { schedule, timeZone } = clockwork;
  const nextMs = nextTime(schedule, Math.max(nowMs, clockwork.sinceMs), timeZone);
  return nextMs === undefined ? undefined : nextMs + MARGIN_MS;
}
