import { type Clock, pause } from '@flotilla/controller';
import type { Logger } from '@flotilla/process';
import type { NodeLeases } from './leases.ts';

export interface RenewalsDeps {
  readonly leases: NodeLeases;
  readonly clock: Clock;
  readonly log: Logger;
  /** The nodes heard since, in milliseconds since 1970. */
  heardSince(sinceMs: number): readonly string[];
}

/** Source: the kubelet renews its Lease at a quarter of its 40 s. */
const RENEW_MS = 10_000;
/** The first renewal comes early, so that a node that has just registered soon has its Lease. */
const FIRST_MS = 1_000;

/** Beats come each second and stay in memory; what everyone else reads of them are Leases, renewed now and then. */
export async function renewLeases(deps: RenewalsDeps, signal: AbortSignal): Promise<void> {
  const { clock } = deps;
  let sinceMs = clock.now();
  await pause(clock, FIRST_MS, signal);
  while (!signal.aborted) {
    const beganMs = clock.now();
    await renewAll(deps, sinceMs);
    sinceMs = beganMs;
    await pause(clock, RENEW_MS, signal);
  }
}

async function renewAll({ leases, clock, log, heardSince }: RenewalsDeps, sinceMs: number): Promise<void> {
  const renewals = heardSince(sinceMs).map((node) => leases.renew(node, clock.now()));
  const results = await Promise.allSettled(renewals);
  const failures = results.filter((result) => result.status === 'rejected');
  const [first] = failures;
  if (first !== undefined) log.warn('cannot renew node leases', { nodes: failures.length, error: first.reason });
}
