import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { nextTime } from './next-time.ts';
import { parseSchedule } from './parse-schedule.ts';
import { isTimeZone } from './time-zone.ts';

/** What robfig's cron 3.0.1, the reference's parser, answers: the times that follow, '' for never, or its error. */
interface Vector {
  readonly schedule: string;
  readonly zone: string;
  readonly after: string;
  readonly times?: readonly string[];
  readonly error?: string;
}

const vectors: readonly Vector[] = JSON.parse(readFileSync(new URL('robfig.fixture.json', import.meta.url), 'utf8'));

test.each(vectors.filter(({ error }) => error === undefined))(
  '$schedule in $zone is due when the reference says',
  ({ schedule, zone, after, times = [] }) => {
    const parsed = parseSchedule(schedule);
    let atMs: number | undefined = Date.parse(after);
    for (const time of times) {
      atMs = nextTime(parsed, atMs ?? 0, zone);
      expect(atMs).toBe(time === '' ? undefined : Date.parse(time));
    }
  },
);

test.each(vectors.filter(({ error }) => error !== undefined))(
  '"$schedule" is refused in the words of the reference',
  ({ schedule, error }) => expect(() => parseSchedule(schedule)).toThrow(error),
);

test('a schedule may name its zone itself', () => {
  const inside = parseSchedule('CRON_TZ=Asia/Kolkata 30 9 * * *');
  const outside = parseSchedule('30 9 * * *');
  expect(nextTime(inside, 0)).toBe(nextTime(outside, 0, 'Asia/Kolkata'));
  expect(() => parseSchedule('TZ=Nowhere 0 * * * *')).toThrow(
    'provided bad location Nowhere: unknown time zone Nowhere',
  );
});

test('a zone is known by the name that the database gives it', () => {
  expect(['UTC', 'Europe/Berlin', 'Asia/Kolkata', 'US/Eastern', 'Etc/GMT+1'].map(isTimeZone)).not.toContain(false);
  expect(['europe/berlin', '+01:00', 'Local', 'Nowhere/City', ''].map(isTimeZone)).not.toContain(true);
});
