/** What a clock on the wall shows. */
export interface WallTime {
  readonly year: number;
  /** From 1. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Whether this is the name of a zone of the IANA database, in its own spelling. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    const known = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
    return known === name || known.toLowerCase() !== name.toLowerCase();
  } catch {
    return false;
  }
}

/** What clocks in the zone show at a time, in milliseconds since 1970. */
export function wallTimeAt(timeZone: string, atMs: number): WallTime {
  if (timeZone === 'UTC') return utcTimeAt(new Date(atMs));
  const parts = new Map(
    formatOf(timeZone)
      .formatToParts(atMs)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (name: Intl.DateTimeFormatPartTypes): number => parts.get(name) ?? 0;
  return {
    year: part('year'),
    month: part('month'),
    day: part('day'),
    hour: part('hour'),
    minute: part('minute'),
    second: part('second'),
  };
}

/** Most schedules name no zone, and formatting costs twenty times as much. */
function utcTimeAt(date: Date): WallTime {
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
  };
}

/** How far clocks in the zone are ahead of UTC, in milliseconds, to the second. */
export function zoneOffsetMs(timeZone: string, atMs: number): number {
  const { year, month, day, hour, minute, second } = wallTimeAt(timeZone, atMs);
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(atMs / 1000) * 1000;
}

const DAY_MS = 86_400_000;

/**
 * When a day begins in the zone, in milliseconds since 1970; `midnightMs` is when it begins in UTC. Where clocks skip
 * midnight the day begins when they do.
 */
export function startOfDay(timeZone: string, midnightMs: number): number {
  const before = zoneOffsetMs(timeZone, midnightMs - DAY_MS);
  const after = zoneOffsetMs(timeZone, midnightMs + DAY_MS);
  const candidates = [midnightMs - before, midnightMs - after].toSorted((left, right) => left - right);
  return candidates.find((atMs) => atMs + zoneOffsetMs(timeZone, atMs) === midnightMs) ?? midnightMs - before;
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formats.set(timeZone, format);
  return format;
}
