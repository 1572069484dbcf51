const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const YEAR = 365 * DAY;

/** Clocks of two machines may differ this much: an age a little below zero is an age of zero. In seconds. */
const CLOCK_SKEW = 1;

/**
 * A duration as kubectl's tables print ages, in two or three significant figures: `5m3s`, `2d4h`. `<invalid>` for the
 * future.
 */
export function humanDuration(milliseconds: number): string {
  const seconds = Math.trunc(milliseconds / 1000);
  if (seconds < -CLOCK_SKEW) return '<invalid>';
  if (seconds < 2 * MINUTE) return `${Math.max(seconds, 0)}s`;
  if (seconds < 10 * MINUTE) return `${whole(seconds, MINUTE)}m${rest(seconds, MINUTE, 1, 's')}`;
  if (seconds < 3 * HOUR) return `${whole(seconds, MINUTE)}m`;
  if (seconds < 8 * HOUR) return `${whole(seconds, HOUR)}h${rest(seconds, HOUR, MINUTE, 'm')}`;
  if (seconds < 2 * DAY) return `${whole(seconds, HOUR)}h`;
  if (seconds < 8 * DAY) return `${whole(seconds, DAY)}d${rest(seconds, DAY, HOUR, 'h')}`;
  if (seconds < 2 * YEAR) return `${whole(seconds, DAY)}d`;
  if (seconds < 8 * YEAR) return `${whole(seconds, YEAR)}y${rest(seconds, YEAR, DAY, 'd')}`;
  return `${whole(seconds, YEAR)}y`;
}

/** How old something is that began at `timestamp` (RFC 3339); `<unknown>` without one. `now` is in milliseconds. */
export function ageSince(timestamp: string | null | undefined, now: number): string {
  return timestamp ? humanDuration(now - Date.parse(timestamp)) : '<unknown>';
}

function whole(seconds: number, unit: number): number {
  return Math.floor(seconds / unit);
}

/** What is left after the whole units, counted in the smaller one; nothing where that is none. */
function rest(seconds: number, unit: number, smaller: number, sign: string): string {
  const count = Math.floor((seconds % unit) / smaller);
  return count === 0 ? '' : `${count}${sign}`;
}
