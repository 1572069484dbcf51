import type { LeaseSpec } from '@flotilla/kinds/coordination/v1';
import { formatMicroTime } from '@flotilla/machinery';

export interface ElectionTimes {
  /** How long a standby waits for a silent leader. */
  readonly leaseMs: number;
  /** A leader that could not renew for this long stops; less than `leaseMs`, so that it stops before another begins. */
  readonly renewDeadlineMs: number;
  /** How often a leader renews. */
  readonly renewEveryMs: number;
  /** How often a standby looks, and a leader tries again that could not renew. */
  readonly retryMs: number;
}

/** As one candidate sees the Lease. */
export interface Observation {
  /** Changes whenever the leader renews. */
  readonly record: string;
  /** When this candidate first saw that record, by its own clock: clocks of others are not compared. */
  readonly sinceMs: number;
}

/** What a candidate knows. */
export interface Candidate {
  readonly identity: string;
  readonly nowMs: number;
  readonly times: ElectionTimes;
}

export type ElectionPlan =
  /** Another leads. */
  | { readonly type: 'wait' }
  /** Nobody does, or it is this candidate: this is what the Lease should say. */
  | { readonly type: 'hold'; readonly spec: LeaseSpec };

/** What a candidate has seen of the Lease, given what it saw before. */
export function observe(present: LeaseSpec, before: Observation | undefined, nowMs: number): Observation {
  const record = `${present.holderIdentity}/${present.renewTime}/${present.leaseTransitions}`;
  return before?.record === record ? before : { record, sinceMs: nowMs };
}

/** Decides on a Lease as it is. Source: client-go's leader election, whose records these are. */
export function planElection(
  present: LeaseSpec,
  { sinceMs }: Observation,
  { identity, nowMs, times }: Candidate,
): ElectionPlan {
  const { holderIdentity = '', leaseDurationSeconds = 0, leaseTransitions = 0 } = present;
  const mine = holderIdentity === identity;
  if (!mine && holderIdentity !== '' && nowMs < sinceMs + leaseDurationSeconds * 1000) return { type: 'wait' };
  const now = formatMicroTime(nowMs);
  const spec: LeaseSpec = {
    ...present,
    holderIdentity: identity,
    leaseDurationSeconds: Math.ceil(times.leaseMs / 1000),
    renewTime: now,
    acquireTime: mine ? present.acquireTime : now,
    leaseTransitions: mine ? leaseTransitions : leaseTransitions + 1,
  };
  return { type: 'hold', spec };
}

/** The Lease as its holder leaves it, so that the next need not wait. */
export function released(present: LeaseSpec, nowMs: number): LeaseSpec {
  const now = formatMicroTime(nowMs);
  return { ...present, holderIdentity: '', leaseDurationSeconds: 1, renewTime: now, acquireTime: now };
}
