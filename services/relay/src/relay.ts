import { setTimeout as sleep } from 'node:timers/promises';
import { type BusConnection, connectEventLog, type EventLog, PublisherEnded } from '@flotilla/bus';
import { connectOutbox, type StoreConnection } from '@flotilla/store';
import type { Log } from './log.ts';
import { pump } from './pump.ts';
import { type Place, type ReconcileDeps, reconcile } from './reconcile.ts';

export interface RelayDeps {
  readonly store: StoreConnection;
  readonly bus: BusConnection;
  readonly log: Log;
}

export interface RelayOptions {
  /** How many events may be on their way to JetStream at once; 512 by default. */
  readonly window?: number;
  /** How long what JetStream has acknowledged stays in the outbox; 10 minutes by default, and 256 MB at most. */
  readonly keepMs?: number;
  readonly keepBytes?: number;
  /** How much the event stream keeps; an hour by default, and 1 GB at most. */
  readonly streamMaxAgeMs?: number;
  readonly streamMaxBytes?: number;
}

/** Carries the outbox to NATS. Outages of either are waited for; two may run at once. */
export interface Relay {
  start(): void;
  /** Resolves when all that was on its way has been acknowledged, or cannot be. */
  stop(): Promise<void>;
}

export function createRelay(deps: RelayDeps, options: RelayOptions = {}): Relay {
  const stopping = new AbortController();
  let running: Promise<void> | undefined;
  return {
    start() {
      running ??= run(deps, withDefaults(options), stopping.signal);
    },
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

type Settings = Required<RelayOptions>;

function withDefaults(options: RelayOptions): Settings {
  return {
    window: 512,
    keepMs: 10 * 60_000,
    keepBytes: 256 * 2 ** 20,
    streamMaxAgeMs: 60 * 60_000,
    streamMaxBytes: 2 ** 30,
    ...options,
  };
}

/** What one session after the other knows. */
interface Course {
  events: EventLog | undefined;
  /** Another relay is at work. */
  fenced: boolean;
  /** Sessions in a row that did not come to publishing. */
  failures: number;
}

async function run(deps: RelayDeps, settings: Settings, signal: AbortSignal): Promise<void> {
  const course: Course = { events: undefined, fenced: false, failures: 0 };
  while (!signal.aborted) {
    try {
      await session(deps, settings, course, signal);
    } catch (error) {
      course.fenced = error instanceof PublisherEnded && error.why === 'fenced';
      if (signal.aborted || course.fenced) continue;
      const againInMs = Math.min(50 * 2 ** course.failures, 1000);
      course.failures += 1;
      deps.log.warn('relaying was interrupted', { error, againInMs });
      await pause(againInMs, signal);
    }
  }
  await course.events?.close();
}

/** Lives as long as its connections and its place in the stream; whatever ends it, the next looks at everything anew. */
async function session(deps: RelayDeps, settings: Settings, course: Course, signal: AbortSignal): Promise<void> {
  const events = course.events ?? (await connectEventLog({ connectMs: 1000, log: deps.log, ...deps.bus }));
  course.events = events;
  await events.whenConnected(signal);
  const outbox = await connectOutbox(deps.store);
  try {
    const limits = { maxAgeMs: settings.streamMaxAgeMs, maxBytes: settings.streamMaxBytes };
    const reconciling = { outbox, events, limits, log: deps.log };
    const agreed = await reconcile(reconciling);
    await outbox.openGate();
    const place = course.fenced ? await standBy(reconciling, agreed, signal) : agreed;
    if (place === undefined) return;
    course.failures = 0;
    deps.log.info('relaying', { ...place.stream, after: place.after });
    await pump({ outbox, events }, place, settings, signal);
  } finally {
    outbox.close();
  }
}

const betweenLooksMs = 400;

/**
 * Waits until the stream stands still though the outbox has more: then the other relay is gone. Resolves with where to
 * go on, or undefined at the signal. Without it two relays would fence each other off all the time.
 */
async function standBy(deps: ReconcileDeps, agreed: Place, signal: AbortSignal): Promise<Place | undefined> {
  let place = agreed;
  while (!signal.aborted) {
    // Two that wait for a third should not come forward together.
    await pause(betweenLooksMs * (1 + Math.random()), signal);
    const now = await reconcile(deps);
    const { revision } = await deps.outbox.state();
    if (now.after === place.after && revision > now.after) return now;
    place = now;
  }
  return undefined;
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return sleep(milliseconds, undefined, { signal }).catch(() => undefined);
}
