import type { Event, ObjectReference } from '@flotilla/kinds/core/v1';
import { formatTime, isStatus } from '@flotilla/machinery';
import type { Logger } from '@flotilla/process';
import { type Client, resourceType } from '@flotilla/registry';
import type { Telemetry } from '@flotilla/telemetry';
import { type Clock, pause } from '../clock/clock.ts';
import { Correlator } from './correlator.ts';
import type { Occurrence } from './event-key.ts';
import { Recent } from './recent.ts';

/** Tells users what a controller did to an object, as Events. */
export interface EventRecorder {
  /** Never throws and never waits; an Event may be dropped or counted up instead. */
  record(regarding: ObjectReference, what: Omit<Occurrence, 'regarding'>): void;
  /** Resolves when what was recorded so far is written or given up. */
  flush(): Promise<void>;
}

export interface EventRecorderDeps {
  readonly client: Client;
  readonly clock: Clock;
  readonly log: Logger;
  readonly telemetry: Telemetry;
}

interface Told {
  readonly namespace: string;
  readonly name: string;
}

interface Waiting {
  readonly occurrence: Occurrence;
  readonly atMs: number;
  readonly traceparent: string | undefined;
}

const Events = resourceType<Event>('v1', 'Event');
const MOST_WAITING = 1000;
const REMEMBERED = 4096;
/** An Event is not worth more tries than outlast a restart of the store. */
const TRIES = 5;
const RETRY_MS = 1000;

/** Who says what Events say. */
export interface EventSource {
  /** What `kubectl describe` names as the source: `default-scheduler`. */
  readonly component: string;
  /** The node that it is on, where it matters which. */
  readonly host?: string;
}

/** A source that is on no particular node may be given by its component alone. */
export function createEventRecorder(deps: EventRecorderDeps, source: EventSource | string): EventRecorder {
  return new QueuedRecorder(deps, typeof source === 'string' ? { component: source } : source);
}

class QueuedRecorder implements EventRecorder {
  readonly #deps: EventRecorderDeps;
  readonly #source: EventSource;
  readonly #correlator = new Correlator();
  readonly #told = new Recent<Told>(REMEMBERED);
  readonly #waiting: Waiting[] = [];
  #writing: Promise<void> | undefined;
  #lastNanoseconds = 0n;

  constructor(deps: EventRecorderDeps, source: EventSource) {
    this.#deps = deps;
    this.#source = source;
  }

  record(regarding: ObjectReference, what: Omit<Occurrence, 'regarding'>): void {
    const { clock, telemetry } = this.#deps;
    if (this.#waiting.length >= MOST_WAITING) return;
    this.#waiting.push({
      occurrence: { ...what, regarding },
      atMs: clock.now(),
      traceparent: telemetry.current(),
    });
    this.#writing ??= this.#writeAll();
  }

  async flush(): Promise<void> {
    await this.#writing;
  }

  async #writeAll(): Promise<void> {
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) await this.#write(next);
    this.#writing = undefined;
  }

  async #write(waiting: Waiting): Promise<void> {
    const { clock, log } = this.#deps;
    for (let tries = 1; ; tries++) {
      try {
        return await this.#tell(waiting);
      } catch (error) {
        const { reason } = waiting.occurrence;
        // A refusal stays one; what the store could not answer may be asked again.
        const again = isStatus(error, 'ServiceUnavailable', 'TooManyRequests', 'Timeout') && tries < TRIES;
        if (!again) return log.info('event not recorded', { reason, error });
        await pause(clock, RETRY_MS, new AbortController().signal);
      }
    }
  }

  async #tell({ occurrence, atMs, traceparent }: Waiting): Promise<void> {
    const correlated = this.#correlator.correlate(occurrence, atMs);
    if (correlated === undefined) return;
    const told = this.#told.get(correlated.key);
    const parent = traceparent === undefined ? {} : { parent: traceparent };
    const write = async (): Promise<void> => {
      if (told !== undefined && (await this.#countUp(told, correlated.message, atMs))) return;
      this.#told.set(correlated.key, await this.#create(occurrence, correlated.message, atMs));
    };
    if (traceparent === undefined) return write();
    await this.#deps.telemetry.span('record event', parent, write);
  }

  /** False where the Event has gone meanwhile. */
  async #countUp(told: Told, message: string, atMs: number): Promise<boolean> {
    try {
      await this.#deps.client.update(Events, told, (event) => {
        event.count = (event.count ?? 1) + 1;
        event.lastTimestamp = formatTime(atMs);
        event.message = message;
      });
      return true;
    } catch (error) {
      if (isStatus(error, 'NotFound')) return false;
      throw error;
    }
  }

  async #create({ regarding, type, reason }: Occurrence, message: string, atMs: number): Promise<Told> {
    // What belongs to no namespace is told of in `default`, as upstream does.
    const namespace = regarding.namespace || 'default';
    const time = formatTime(atMs);
    const name = `${regarding.name ?? ''}.${this.#nextSuffix(atMs)}`;
    await this.#deps.client.create(Events, {
      apiVersion: Events.apiVersion,
      kind: Events.kind,
      metadata: { namespace, name },
      involvedObject: regarding,
      type,
      reason,
      message,
      source: this.#source,
      reportingComponent: this.#source.component,
      reportingInstance: this.#source.host ?? '',
      firstTimestamp: time,
      lastTimestamp: time,
      count: 1,
    });
    return { namespace, name };
  }

  /** The time in nanoseconds, as upstream names Events by it; those of one millisecond are told apart by counting. */
  #nextSuffix(atMs: number): string {
    const nanoseconds = BigInt(atMs) * 1_000_000n;
    this.#lastNanoseconds = nanoseconds > this.#lastNanoseconds ? nanoseconds : this.#lastNanoseconds + 1n;
    return this.#lastNanoseconds.toString(16);
  }
}
