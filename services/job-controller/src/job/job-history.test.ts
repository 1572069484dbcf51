import type { JobSpec } from '@flotilla/kinds/batch/v1';
import { createDice, type Dice } from '@flotilla/process/testing';
import { expect, test } from 'vitest';
import { JobHistory } from './job-history.fixture.ts';

const SEEDS = Array.from({ length: 150 }, (_, seed) => seed + 1);
const STEPS = 120;

/** Anything may happen, in any order; `watch` looks after each step. */
function upset(history: JobHistory, dice: Dice, watch: () => void): void {
  for (let step = 0; step < STEPS && !history.isOver; step++) {
    const what = dice(10);
    if (what < 3) history.befall('Succeeded');
    else if (what === 3) history.befall('Failed');
    else if (what === 4) history.befall('deleted');
    else if (what === 5) history.befall('gone');
    else if (what === 6) history.nowMs += dice(30_000);
    else if (what === 7) history.reconcile(dice(6));
    else history.reconcile();
    watch();
  }
}

/** From now on nothing goes wrong any more. */
function settle(history: JobHistory): void {
  for (let step = 0; step < 2000 && !history.isOver; step++) {
    history.reconcile();
    history.befall(step % 2 === 0 ? 'Succeeded' : 'gone');
    history.nowMs += 60_000;
  }
}

function run(spec: Partial<JobSpec>, seed: number, watch: (history: JobHistory) => void = () => undefined): JobHistory {
  const dice = createDice(seed);
  const history = new JobHistory(spec, dice);
  upset(history, dice, () => watch(history));
  settle(history);
  return history;
}

const parallelism = 3;

test.each(SEEDS)('every Pod is counted once, and no more run than may (seed %i)', (seed) => {
  const counts = { succeeded: 0, failed: 0 };
  const history = run({ completions: 8, parallelism, backoffLimit: 30 }, seed, ({ active, status }) => {
    expect(active.length).toBeLessThanOrEqual(parallelism);
    for (const name of ['succeeded', 'failed'] as const) {
      expect(status[name] ?? 0).toBeGreaterThanOrEqual(counts[name]);
      counts[name] = status[name] ?? 0;
      const waiting = status.uncountedTerminatedPods?.[name] ?? [];
      expect(new Set(waiting).size).toBe(waiting.length);
    }
  });
  const { status, written, isOver, pods } = history;
  expect(isOver).toBe(true);
  expect(status.succeeded ?? 0).toBe(written.succeeded.size);
  expect(status.failed ?? 0).toBe(written.failed.size);
  expect([...written.succeeded].filter((uid) => written.failed.has(uid))).toEqual([]);
  expect([...pods.values()].filter(({ isTracked }) => isTracked)).toEqual([]);
  expect(status).toMatchObject({ uncountedTerminatedPods: {}, ready: 0, terminating: 0 });
  const isComplete = status.conditions?.some(({ type }) => type === 'Complete');
  if (isComplete) expect(status.succeeded).toBe(8);
  else expect(status.failed ?? 0).toBeGreaterThan(30);
});

test.each(SEEDS)(
  'every index succeeds once, has one Pod at a time, and no more tries than it may (seed %i)',
  (seed) => {
    const spec = { completionMode: 'Indexed', completions: 6, parallelism, backoffLimit: 2 ** 31 - 1 };
    const history = run({ ...spec, backoffLimitPerIndex: 2 }, seed, ({ active, status }) => {
      const indexes = active.map(({ index }) => index);
      expect(new Set(indexes).size).toBe(indexes.length);
      expect(active.length).toBeLessThanOrEqual(parallelism);
      expect(status.succeeded ?? 0).toBe(countIn(status.completedIndexes));
    });
    const { status, isOver, written } = history;
    expect(isOver).toBe(true);
    for (const index of [0, 1, 2, 3, 4, 5]) {
      expect([...written.failed].filter((uid) => history.indexOf(uid) === index).length).toBeLessThanOrEqual(3);
    }
    const [succeeded, failed] = [countIn(status.completedIndexes), countIn(status.failedIndexes)];
    expect(succeeded + failed).toBe(6);
    expect(status.conditions?.at(-1)?.type).toBe(failed === 0 ? 'Complete' : 'Failed');
  },
);

test.each(SEEDS.slice(0, 60))('held back and set free at any time, it still comes to its end (seed %i)', (seed) => {
  const dice = createDice(seed);
  const history = new JobHistory({ completions: 5, parallelism, backoffLimit: 100 }, dice);
  upset(history, dice, () => {
    if (dice(12) === 0) history.change({ suspend: !history.job.spec?.suspend });
  });
  history.change({ suspend: false });
  settle(history);
  expect(history.isOver).toBe(true);
  expect(history.status.succeeded).toBe(5);
  expect(history.status.succeeded).toBe(history.written.succeeded.size);
  expect(history.status.failed ?? 0).toBe(history.written.failed.size);
});

function countIn(indexes = ''): number {
  return indexes
    .split(',')
    .filter((part) => part !== '')
    .map((part) => part.split('-').map(Number))
    .reduce((count, [first = 0, last = first]) => count + last - first + 1, 0);
}
