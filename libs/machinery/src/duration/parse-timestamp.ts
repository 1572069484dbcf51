import { formatTime } from './timestamps.ts';

/** Text that is no RFC 3339 time. The message is what Go's time package says. */
export class TimestampError extends Error {
  override readonly name = 'TimestampError';
}

/** A part of a time as Go's layouts write it. What has a `most` is a number in that range. */
interface Part {
  readonly layout: string;
  readonly pattern: RegExp;
  readonly what?: string;
  readonly least?: number;
  readonly most?: number;
}

const year: Part = { layout: '2006', pattern: /\d{4}/y };
const dash: Part = { layout: '-', pattern: /-/y };
const month: Part = { layout: '01', pattern: /\d{2}/y, what: 'month', least: 1, most: 12 };
const day: Part = { layout: '02', pattern: /\d{2}/y, what: 'day', least: 1, most: 31 };
const separator: Part = { layout: 'T', pattern: /T/y };
const hour: Part = { layout: '15', pattern: /\d\d?/y, what: 'hour', most: 23 };
const colon: Part = { layout: ':', pattern: /:/y };
const minute: Part = { layout: '04', pattern: /\d{2}/y, what: 'minute', most: 59 };
const second: Part = { layout: '05', pattern: /\d{2}/y, what: 'second', most: 59 };
const anyFraction: Part = { layout: '', pattern: /(?:[.,]\d+)?/y };
const sixDecimals: Part = { layout: '.000000', pattern: /[.,]\d{6}/y };
const zone: Part = { layout: 'Z07:00', pattern: /Z|[+-]\d{2}:\d{2}/y };

const date = [year, dash, month, dash, day, separator];
const clock = [hour, colon, minute, colon, second];
const seconds: readonly Part[] = [...date, ...clock, anyFraction, zone];
const microseconds: readonly Part[] = [...date, ...clock, sixDecimals, zone];

/** A Time as it is stored: in UTC and whole seconds. Throws TimestampError. */
export function normalTime(text: string): string {
  return formatTime(read(text, seconds).milliseconds);
}

/** A MicroTime as it is stored: in UTC, with six decimals. Throws TimestampError. */
export function normalMicroTime(text: string): string {
  const { milliseconds, fraction } = read(text, microseconds);
  return `${formatTime(milliseconds).slice(0, -1)}.${fraction}Z`;
}

interface Instant {
  /** Whole seconds, in milliseconds. */
  readonly milliseconds: number;
  /** The decimals as written. */
  readonly fraction: string;
}

function read(text: string, layout: readonly Part[]): Instant {
  const found: string[] = [];
  let position = 0;
  for (const part of layout) {
    const match = matchAt(part.pattern, text, position);
    if (match === undefined) throw unreadable(text, position, part, layout);
    checkRange(text, match, part);
    found.push(match);
    position += match.length;
  }
  if (position < text.length) throw wrong(text, `extra text: ${JSON.stringify(text.slice(position))}`);
  const [years, , months, , days, , hours, , minutes, , secondsText, fraction, offset] = found;
  const calendar = new Date(0);
  calendar.setUTCFullYear(Number(years), Number(months) - 1, Number(days));
  if (calendar.getUTCDate() !== Number(days)) throw wrong(text, 'day out of range');
  calendar.setUTCHours(Number(hours), Number(minutes) - offsetMinutes(offset ?? ''), Number(secondsText));
  return { milliseconds: calendar.getTime(), fraction: fraction?.slice(1) ?? '' };
}

function matchAt(pattern: RegExp, text: string, position: number): string | undefined {
  pattern.lastIndex = position;
  return pattern.exec(text)?.[0];
}

function checkRange(text: string, match: string, { what, least = 0, most }: Part): void {
  if (most === undefined || (Number(match) >= least && Number(match) <= most)) return;
  throw wrong(text, `${what} out of range`);
}

function offsetMinutes(zoneText: string): number {
  if (zoneText === 'Z') return 0;
  const minutes = Number(zoneText.slice(1, 3)) * 60 + Number(zoneText.slice(4));
  return zoneText.startsWith('-') ? -minutes : minutes;
}

function unreadable(text: string, position: number, part: Part, layout: readonly Part[]): TimestampError {
  const whole = layout.map((each) => each.layout).join('');
  const rest = JSON.stringify(text.slice(position));
  return new TimestampError(
    `parsing time ${JSON.stringify(text)} as "${whole}": cannot parse ${rest} as "${part.layout}"`,
  );
}

function wrong(text: string, why: string): TimestampError {
  return new TimestampError(`parsing time ${JSON.stringify(text)}: ${why}`);
}
