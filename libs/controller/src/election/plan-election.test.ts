import type { LeaseSpec } from '@flotilla/kinds/coordination/v1';
import { expect, test } from 'vitest';
import { type Observation, observe, planElection, released } from './plan-election.ts';

const times = { leaseMs: 4000, renewDeadlineMs: 3000, renewEveryMs: 1500, retryMs: 500 };

/** A candidate with its own memory and a clock that may be wrong by a constant. */
function candidate(identity: string, offMs = 0) {
  let seen: Observation | undefined;
  return (present: LeaseSpec, nowMs: number): LeaseSpec | undefined => {
    seen = observe(present, seen, nowMs + offMs);
    const plan = planElection(present, seen, { identity, nowMs: nowMs + offMs, times });
    return plan.type === 'hold' ? plan.spec : undefined;
  };
}

test('the first to ask holds an unheld Lease', () => {
  const spec = candidate('a')({}, 1_000_000);
  expect(spec).toEqual({
    holderIdentity: 'a',
    leaseDurationSeconds: 4,
    leaseTransitions: 1,
    acquireTime: '1970-01-01T00:16:40.000000Z',
    renewTime: '1970-01-01T00:16:40.000000Z',
  });
});

test('a renewal changes the time of renewal only', () => {
  const leader = candidate('a');
  const held = leader({}, 0) ?? {};
  expect(leader(held, 1500)).toEqual({ ...held, renewTime: '1970-01-01T00:00:01.500000Z' });
});

test('a standby takes over when it has seen no renewal for as long as the Lease says, whatever the clocks say', () => {
  for (const offMs of [-3_600_000, 0, 3_600_000]) {
    const leader = candidate('a');
    const standby = candidate('b', offMs);
    let held = leader({}, 0) ?? {};
    expect(standby(held, 0)).toBeUndefined();
    held = leader(held, 1500) ?? {};
    expect(standby(held, 2000)).toBeUndefined();
    expect(standby(held, 5999)).toBeUndefined();
    expect(standby(held, 6000)).toMatchObject({ holderIdentity: 'b', leaseTransitions: 2 });
  }
});

test('a released Lease is taken at once', () => {
  const standby = candidate('b');
  const held = candidate('a')({}, 0) ?? {};
  expect(standby(held, 100)).toBeUndefined();
  expect(standby(released(held, 200), 300)).toMatchObject({ holderIdentity: 'b', leaseTransitions: 2 });
});

test('a former holder that comes back after another took over stands by', () => {
  const former = candidate('a');
  const held = former({}, 0) ?? {};
  const next = candidate('b');
  next(held, 0);
  const taken = next(held, 4000) ?? {};
  expect(former(taken, 4001)).toBeUndefined();
});
