import type { Lease, LeaseSpec } from '@flotilla/kinds/coordination/v1';
import { isStatus } from '@flotilla/machinery';
import type { Logger } from '@flotilla/process';
import { type Client, type Registry, resourceOf, resourceType } from '@flotilla/registry';
import type { Guard } from '@flotilla/store';
import { createControllerClient } from '../client/controller-client.ts';
import { type Clock, pause } from '../clock/clock.ts';
import { type ElectionTimes, type Observation, observe, planElection, released } from './plan-election.ts';

/** Sees to it that of several candidates one leads. */
export interface Election {
  /**
   * Stands by, leads, and stands by again, until the signal is aborted. `lead` is given a signal that is aborted when
   * the Lease is lost; it must end then, and nothing else is tried before it has.
   */
  run(lead: (signal: AbortSignal) => Promise<void>, signal: AbortSignal): Promise<void>;
  /** What each write of the leader carries: the commit is refused once another has taken the Lease. */
  guards(): readonly Guard[];
}

export interface ElectionDeps {
  readonly registry: Registry;
  readonly clock: Clock;
  readonly log: Logger;
}

export interface ElectionOptions {
  /** Of the Lease in kube-system: `kube-scheduler`. */
  readonly name: string;
  /** The user that writes the Lease, as {@link createControllerClient} takes it. */
  readonly user: string;
  /** Unique to this process, and to this run of it. */
  readonly identity: string;
  readonly times?: ElectionTimes;
}

/**
 * A standby leads at most 4.5 s after the last sign of a leader that died. Upstream's 15, 10 and 2 s spare etcd writes;
 * here a renewal costs under a millisecond.
 */
export const ELECTION_TIMES: ElectionTimes = {
  leaseMs: 4000,
  renewDeadlineMs: 3000,
  renewEveryMs: 1500,
  retryMs: 500,
};

const Leases = resourceType<Lease>('coordination.k8s.io/v1', 'Lease');
const NAMESPACE = 'kube-system';
/** A process that ends does not wait longer for a store that does not answer. */
const RELEASE_MS = 1000;

/** Election by a Lease in kube-system. While that namespace is not there, all stand by. */
export function createElection(deps: ElectionDeps, options: ElectionOptions): Election {
  const client = createControllerClient(deps.registry, { name: options.user, fieldManager: options.name });
  return new LeaseElection({ ...deps, ...options, client, times: options.times ?? ELECTION_TIMES });
}

type Candidate = ElectionDeps & ElectionOptions & { readonly client: Client; readonly times: ElectionTimes };

class LeaseElection implements Election {
  readonly #own: Candidate;
  #observed: Observation | undefined;
  #guard: Guard | undefined;

  constructor(candidate: Candidate) {
    this.#own = candidate;
  }

  guards(): readonly Guard[] {
    if (this.#guard === undefined) throw new Error(`Cannot write: ${this.#own.name} must be led, and is not yet`);
    return [this.#guard];
  }

  async run(lead: (signal: AbortSignal) => Promise<void>, signal: AbortSignal): Promise<void> {
    const { clock, log, name, identity, times } = this.#own;
    const stopped = aborted(signal);
    while (!signal.aborted) {
      if (!(await Promise.race([this.#tryToHold(), stopped]))) {
        await pause(clock, times.retryMs, signal);
        continue;
      }
      log.info('leading', { lease: name, identity });
      const leading = new AbortController();
      const renewed = this.#renew(signal).finally(() => leading.abort());
      const [end] = await Promise.all([renewed, lead(leading.signal)]);
      log.info('no longer leading', { lease: name, identity, end });
      if (end === 'stopped') await this.#within(RELEASE_MS, this.#release());
    }
  }

  /** Holds the Lease for as long as it can be renewed; resolves when it no longer can, or need not. */
  async #renew(signal: AbortSignal): Promise<'stopped' | 'lost'> {
    const { clock, times } = this.#own;
    let untilMs = clock.now() + times.renewDeadlineMs;
    let waitMs = times.renewEveryMs;
    for (;;) {
      const leftMs = untilMs - clock.now();
      if (leftMs > 0) await pause(clock, Math.min(waitMs, leftMs), signal);
      if (signal.aborted) return 'stopped';
      const askedMs = clock.now();
      if (askedMs >= untilMs) return 'lost';
      const isHeld = await this.#within(untilMs - askedMs, this.#hold()).catch(() => undefined);
      if (isHeld === false) return 'lost';
      // Others count from when they saw the renewal, which is not before it was asked for.
      if (isHeld) untilMs = askedMs + times.renewDeadlineMs;
      waitMs = isHeld ? times.renewEveryMs : times.retryMs;
    }
  }

  /** Undefined where the work takes longer. */
  async #within<T>(milliseconds: number, work: Promise<T>): Promise<T | undefined> {
    const answered = new AbortController();
    const late = pause(this.#own.clock, milliseconds, answered.signal).then(() => undefined);
    try {
      return await Promise.race([work, late]);
    } finally {
      answered.abort();
    }
  }

  async #tryToHold(): Promise<boolean> {
    const { log, name } = this.#own;
    try {
      return await this.#hold();
    } catch (error) {
      if (!isStatus(error, 'NotFound', 'AlreadyExists', 'Conflict')) log.warn('cannot elect', { lease: name, error });
      return false;
    }
  }

  /** Takes or renews the Lease. False where another holds it. */
  async #hold(): Promise<boolean> {
    const { client, name } = this.#own;
    const present = await client.get(Leases, { namespace: NAMESPACE, name });
    if (present === undefined) {
      const { spec } = this.#plan({});
      if (spec === undefined) return false;
      this.#keep(await client.create(Leases, newLease(name, { ...spec, leaseTransitions: 0 })));
      return true;
    }
    let wanted = this.#plan(present.spec ?? {}).spec;
    if (wanted === undefined) return false;
    const written = await client.update(Leases, { namespace: NAMESPACE, name }, (lease) => {
      wanted = this.#plan(lease.spec ?? {}).spec;
      if (wanted !== undefined) lease.spec = wanted;
    });
    if (wanted !== undefined) this.#keep(written);
    return wanted !== undefined;
  }

  #plan(present: LeaseSpec): { spec?: LeaseSpec } {
    const { clock, identity, times } = this.#own;
    const nowMs = clock.now();
    this.#observed = observe(present, this.#observed, nowMs);
    const plan = planElection(present, this.#observed, { identity, nowMs, times });
    return plan.type === 'hold' ? { spec: plan.spec } : {};
  }

  #keep(lease: Lease): void {
    const { registry, name } = this.#own;
    const kind = registry.kinds.byKind(Leases.apiVersion, Leases.kind);
    const mark = kind?.behaviour.guardMark?.(lease);
    if (kind === undefined || mark === undefined) {
      throw new Error('Cannot elect: the kind Lease must say what a guard compares, and does not');
    }
    this.#guard = { type: 'live', key: { resource: resourceOf(kind), namespace: NAMESPACE, name }, mark };
  }

  /** Lets the next one lead at once, where this one still could. */
  async #release(): Promise<void> {
    const { client, clock, name, identity, log } = this.#own;
    try {
      await client.update(Leases, { namespace: NAMESPACE, name }, (lease) => {
        const { spec = {} } = lease;
        if (spec.holderIdentity === identity) lease.spec = released(spec, clock.now());
      });
    } catch (error) {
      if (!isStatus(error, 'NotFound')) log.warn('lease not released', { lease: name, error });
    }
  }
}

function aborted(signal: AbortSignal): Promise<false> {
  if (signal.aborted) return Promise.resolve(false);
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(false), { once: true }));
}

function newLease(name: string, spec: LeaseSpec): Lease & { [field: string]: unknown } {
  return { apiVersion: Leases.apiVersion, kind: Leases.kind, metadata: { namespace: NAMESPACE, name }, spec };
}
