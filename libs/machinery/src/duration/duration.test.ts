import { expect, test } from 'vitest';
import { ageSince, humanDuration } from './human-duration.ts';
import { formatMicroTime, formatTime } from './timestamps.ts';

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;
const YEAR = 365 * DAY;

test.each([
  [-2, '<invalid>'],
  [-1, '0s'],
  [0, '0s'],
  [119, '119s'],
  [2 * MINUTE, '2m'],
  [5 * MINUTE + 3, '5m3s'],
  [10 * MINUTE + 59, '10m'],
  [3 * HOUR - 1, '179m'],
  [3 * HOUR, '3h'],
  [7 * HOUR + 59 * MINUTE, '7h59m'],
  [8 * HOUR + 30 * MINUTE, '8h'],
  [47 * HOUR, '47h'],
  [2 * DAY, '2d'],
  [2 * DAY + 4 * HOUR, '2d4h'],
  [8 * DAY + 5 * HOUR, '8d'],
  [2 * YEAR - 1, '729d'],
  [2 * YEAR, '2y'],
  [3 * YEAR + 9 * DAY, '3y9d'],
  [8 * YEAR + 9 * DAY, '8y'],
])('%d seconds are printed as %s', (seconds, printed) => {
  expect(humanDuration(seconds * 1000)).toBe(printed);
});

test('an age counts from a timestamp, and without one is unknown', () => {
  expect(ageSince('2026-01-02T03:04:05Z', Date.parse('2026-01-02T03:04:35Z'))).toBe('30s');
  expect(ageSince(undefined, 0)).toBe('<unknown>');
});

test('times have whole seconds, micro times six decimals', () => {
  const now = Date.parse('2026-01-02T03:04:05.678Z');
  expect(formatTime(now)).toBe('2026-01-02T03:04:05Z');
  expect(formatMicroTime(now)).toBe('2026-01-02T03:04:05.678000Z');
  expect(formatMicroTime(now + 0.25)).toBe('2026-01-02T03:04:05.678250Z');
});
