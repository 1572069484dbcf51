import { expect, test } from 'vitest';
import { createManualClock } from '../../testing/manual-clock.ts';
import { type ActionResult, failure, success, TimedOut } from '../actions/action.ts';
import type { ProbeTarget } from './probe-targets.ts';
import { createProber } from './prober.ts';

const start = Date.parse('2026-01-01T00:00:00Z');

function target(probe: ProbeTarget['probe'], startedAt = start): ProbeTarget {
  const container = { name: 'main' };
  return { asker: 'probe', kind: 'readiness', probe, startedAt, runId: 'run', container, address: '192.0.2.9' };
}

/** A prober whose checks go as `outcomes` say, the last one for ever. */
function subject(outcomes: readonly ActionResult[], random = 0) {
  const clock = createManualClock(start);
  const checks: number[] = [];
  const said: string[] = [];
  const seconds = () => (clock.now() - start) / 1000;
  const prober = createProber({
    clock,
    random: () => random,
    perform: async () => {
      checks.push(seconds());
      return outcomes[Math.min(checks.length, outcomes.length) - 1] ?? success;
    },
    judged: (_target, verdict) => said.push(`${verdict} at ${seconds()}`),
    checked: () => {},
  });
  return { clock, checks, said, prober };
}

test('a probe waits for its initial delay and then comes once a period', async () => {
  const { clock, checks, said, prober } = subject([success]);
  prober.keep([target({ initialDelaySeconds: 3, periodSeconds: 4 })]);
  await clock.advance(12_000);
  expect(checks).toEqual([3, 7, 11]);
  expect(said).toEqual(['passed at 3']);
});

test('a verdict changes only when as many in a row say so', async () => {
  const bad = failure('bad');
  const { clock, said, prober } = subject([bad, success, bad, bad, bad, success, bad, success, success]);
  prober.keep([target({ periodSeconds: 1, failureThreshold: 3, successThreshold: 2 })]);
  await clock.advance(20_000);
  expect(said).toEqual(['failed at 4', 'passed at 8']);
});

test('what cannot be done says nothing of the container', async () => {
  const { clock, said, prober } = subject([{ is: 'unknown', message: 'no such port' }]);
  prober.keep([target({ periodSeconds: 1, failureThreshold: 1 })]);
  await clock.advance(5_000);
  expect(said).toEqual([]);
});

test('a check is ended when its time is up, and the next comes in time', async () => {
  const clock = createManualClock(start);
  const reasons: unknown[] = [];
  const prober = createProber({
    clock,
    random: () => 0,
    perform: (_action, _target, signal) =>
      new Promise((resolve) => signal.addEventListener('abort', () => resolve(failure(String(signal.reason))))),
    judged: () => {},
    checked: (_target, result) => reasons.push([(clock.now() - start) / 1000, result]),
  });
  prober.keep([target({ periodSeconds: 5, timeoutSeconds: 2 })]);
  await clock.advance(8_000);
  const expected = failure(String(new TimedOut(2)));
  expect(reasons).toEqual([
    [2, expected],
    [7, expected],
  ]);
});

test('what is kept goes on as it was, and what is not is probed no more', async () => {
  const { clock, checks, prober } = subject([success]);
  const probe = { periodSeconds: 10 };
  prober.keep([target(probe)]);
  await clock.advance(5_000);
  prober.keep([target(probe)]);
  await clock.advance(6_000);
  expect(checks).toEqual([0, 10]);
  prober.close();
  await clock.advance(60_000);
  expect(checks).toEqual([0, 10]);
});

test('what ran before is first probed at some time within its period', async () => {
  const { clock, checks, prober } = subject([success], 0.25);
  prober.keep([target({ periodSeconds: 8 }, start - 60_000)]);
  await clock.advance(3_000);
  expect(checks).toEqual([2]);
});
