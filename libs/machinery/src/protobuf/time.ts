import { WireError, WireReader } from './wire-reader.ts';

/** Go's zero time, year 1, in seconds since 1970: its JSON is null. */
const ZERO_TIME_SECONDS = -62_135_596_800;
const MICROSECONDS_A_SECOND = 1_000_000;
const NANOSECONDS_A_MICROSECOND = 1000;
/** RFC 3339 has years of four digits. */
const FIRST_SECOND = Date.parse('0000-01-01T00:00:00Z') / 1000;
const LAST_SECOND = Date.parse('9999-12-31T23:59:59Z') / 1000;

/** RFC 3339 in whole seconds, as Go writes `metav1.Time`; undefined for the zero time. */
export function decodeTime(message: Uint8Array): string | undefined {
  const { seconds } = timestamp(message);
  return seconds === ZERO_TIME_SECONDS ? undefined : `${dateTime(seconds)}Z`;
}

/** RFC 3339 with six decimals, as Go writes `metav1.MicroTime`; undefined for the zero time. */
export function decodeMicroTime(message: Uint8Array): string | undefined {
  const { seconds, nanoseconds } = timestamp(message);
  const microseconds = Math.trunc(nanoseconds / NANOSECONDS_A_MICROSECOND);
  const carried = Math.floor(microseconds / MICROSECONDS_A_SECOND);
  const rest = microseconds - carried * MICROSECONDS_A_SECOND;
  if (seconds + carried === ZERO_TIME_SECONDS && rest === 0) {
    return undefined;
  }
  return `${dateTime(seconds + carried)}.${String(rest).padStart(6, '0')}Z`;
}

function timestamp(message: Uint8Array): { seconds: number; nanoseconds: number } {
  const reader = new WireReader(message);
  const found = { seconds: message.length === 0 ? ZERO_TIME_SECONDS : 0, nanoseconds: 0 };
  while (reader.next()) {
    if (reader.fieldNumber === 1) {
      found.seconds = Number(reader.int64());
    } else if (reader.fieldNumber === 2) {
      found.nanoseconds = reader.int32();
    } else {
      reader.skip();
    }
  }
  return found;
}

/** `2026-01-02T03:04:05` */
function dateTime(seconds: number): string {
  if (seconds < FIRST_SECOND || seconds > LAST_SECOND) {
    throw new WireError('Time.MarshalJSON: year outside of range [0,9999]');
  }
  return new Date(seconds * 1000).toISOString().slice(0, 19);
}
