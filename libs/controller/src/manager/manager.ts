import type { Logger } from '@flotilla/process';
import type { Telemetry } from '@flotilla/telemetry';
import type { Controller } from '../builder/controller.ts';
import type { Clock } from '../clock/clock.ts';
import type { Election } from '../election/election.ts';
import type { Informer } from '../informer/informer.ts';
import type { BackOffSettings } from '../queue/back-off.ts';

export interface ManagerDeps {
  readonly clock: Clock;
  readonly log: Logger;
  readonly telemetry: Telemetry;
  readonly election: Election;
}

export interface ManagerOptions {
  readonly controllers: readonly Leading[];
  /** What else must be followed before anything leads. */
  readonly informers?: readonly Informer<unknown>[];
  readonly backOff?: BackOffSettings;
}

/** Something that only the leader runs: a {@link Controller}, or a loop of another kind. */
export type Leading = Pick<Controller, 'name' | 'informers' | 'start'>;

/** A service as a process runs it. */
export interface Service {
  /** Resolves when its caches are filled and it leads or stands by, or when the signal is aborted before that. */
  start(signal?: AbortSignal): Promise<void>;
  /** Resolves when what was under way has ended and another may lead. */
  stop(): Promise<void>;
}

/**
 * Runs controllers while this process leads. Their informers run all the time, so that a standby takes over with warm
 * caches. Throws at once where two controllers have one name.
 */
export function createManager(deps: ManagerDeps, options: ManagerOptions): Service {
  const { controllers, informers = [], backOff } = options;
  const { clock, log, telemetry, election } = deps;
  refuseTwins(controllers);
  const followed = [...new Set([...informers, ...controllers.flatMap((each) => each.informers)])];
  const stopping = new AbortController();
  let standing: Promise<void> | undefined;
  const runtime = { clock, log, telemetry, ...(backOff === undefined ? {} : { backOff }) };
  const lead = async (signal: AbortSignal): Promise<void> => {
    // Whatever the leader before wrote is seen before anything is decided: a range it gave out is not given again.
    await Promise.race([aborted(signal), Promise.all(followed.map((informer) => informer.caughtUpWithStore()))]);
    if (signal.aborted) return;
    const running = controllers.map((each) => each.start(runtime));
    await aborted(signal);
    await Promise.all(running.map((each) => each.stop()));
  };
  return {
    async start(signal = stopping.signal) {
      await Promise.race([aborted(signal), Promise.all(followed.map((informer) => informer.start()))]);
      if (signal.aborted) return;
      standing = election.run(lead, stopping.signal);
    },
    async stop() {
      stopping.abort();
      await standing;
      for (const informer of followed) informer.stop();
    },
  };
}

function refuseTwins(controllers: readonly Leading[]): void {
  const names = controllers.map(({ name }) => name);
  const twin = names.find((name, index) => names.indexOf(name) !== index);
  if (twin !== undefined) throw new Error(`Cannot run controllers: each must have a name of its own, got two ${twin}`);
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
