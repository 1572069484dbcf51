import { expect, test } from 'vitest';
import { normalMicroTime, normalTime } from './parse-timestamp.ts';

test.each([
  ['2026-01-02T03:04:05Z', '2026-01-02T03:04:05Z'],
  ['2026-01-02T03:04:05.999Z', '2026-01-02T03:04:05Z'],
  ['2026-01-02T03:04:05+02:30', '2026-01-02T00:34:05Z'],
  ['2026-01-01T23:04:05-02:00', '2026-01-02T01:04:05Z'],
  ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00Z'],
])('the time %s is stored as %s', (text, stored) => {
  expect(normalTime(text)).toBe(stored);
});

test('a micro time keeps its six decimals', () => {
  expect(normalMicroTime('2026-01-02T03:04:05.000001+01:00')).toBe('2026-01-02T02:04:05.000001Z');
  expect(() => normalMicroTime('2026-01-02T03:04:05Z')).toThrow(
    'parsing time "2026-01-02T03:04:05Z" as "2006-01-02T15:04:05.000000Z07:00": cannot parse "Z" as ".000000"',
  );
});

test.each([
  ['', 'as "2006-01-02T15:04:05Z07:00": cannot parse "" as "2006"'],
  ['2026/01/02', 'as "2006-01-02T15:04:05Z07:00": cannot parse "/01/02" as "-"'],
  ['2026-01-02', 'as "2006-01-02T15:04:05Z07:00": cannot parse "" as "T"'],
  ['2026-01-02T03:04:05', 'as "2006-01-02T15:04:05Z07:00": cannot parse "" as "Z07:00"'],
  ['2026-13-02T03:04:05Z', ': month out of range'],
  ['2026-02-29T03:04:05Z', ': day out of range'],
  ['2026-01-02T24:04:05Z', ': hour out of range'],
  ['2026-01-02T03:04:05Zx', ': extra text: "x"'],
])('%j is no time', (text, why) => {
  expect(() => normalTime(text)).toThrow(why);
});
