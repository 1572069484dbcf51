import type { EventLog, EventPublisher, PublisherEnded } from '@flotilla/bus';
import type { Outbox, OutboxEntry } from '@flotilla/store';
import { type Acknowledgements, createAcknowledgements } from './acknowledgements.ts';
import type { Place } from './reconcile.ts';

export interface PumpOptions {
  /** How many events may be on their way to JetStream at once. */
  readonly window: number;
  /** How long, and how much at most, of what JetStream has acknowledged stays in the outbox. */
  readonly keepMs: number;
  readonly keepBytes: number;
}

/** The outbox or the stream is not where it was: another epoch has begun, or something was lost. */
export class PlaceLost extends Error {
  override readonly name = 'PlaceLost';
}

/** Entries read at once, few enough that even the largest bodies fit into memory. */
const entriesAtOnce = 128;
const waitMs = 2000;
const betweenChecksMs = 5000;

interface Pump {
  readonly outbox: Outbox;
  readonly events: EventLog;
  readonly publisher: EventPublisher;
  readonly acknowledgements: Acknowledgements;
  readonly place: Place;
  readonly options: PumpOptions;
}

/**
 * Carries entries to the stream, until the signal; then waits for what is on its way. Rejects as soon as Redis, NATS or
 * another relay gives cause to look at both anew.
 */
export async function pump(
  { outbox, events }: { outbox: Outbox; events: EventLog },
  place: Place,
  options: PumpOptions,
  signal: AbortSignal,
): Promise<void> {
  const acknowledgements = createAcknowledgements(outbox, place.after);
  let cause: PublisherEnded | undefined;
  const publisher = events.publisher(place.stream, place.after, {
    window: options.window,
    onAcknowledged: acknowledgements.acknowledged,
    onEnded(ended) {
      cause = ended;
      outbox.stopReading();
    },
  });
  const stopReading = () => outbox.stopReading();
  signal.addEventListener('abort', stopReading, { once: true });
  try {
    await carry({ outbox, events, publisher, acknowledgements, place, options }, signal).catch((error: unknown) => {
      if (!signal.aborted) throw cause ?? error;
    });
    await publisher.drained();
    await acknowledgements.flush();
  } finally {
    signal.removeEventListener('abort', stopReading);
    acknowledgements.close();
    publisher.close();
  }
}

async function carry(pump: Pump, signal: AbortSignal): Promise<void> {
  const { outbox, publisher, acknowledgements, place } = pump;
  await acknowledgePlace(pump);
  let position = place.after;
  let checkedAt = performance.now();
  while (!signal.aborted) {
    for (const entry of await outbox.read(position, { limit: entriesAtOnce, waitMs })) {
      assertNext(position, entry);
      acknowledgements.published(entry);
      await publisher.publish(entry);
      position = entry.revision;
    }
    if (performance.now() - checkedAt < betweenChecksMs) continue;
    await assertStream(pump);
    await trim(pump);
    checkedAt = performance.now();
  }
}

/** A relay before this one may have ended between JetStream's acknowledgement and its own. */
async function acknowledgePlace({ outbox, place }: Pump): Promise<void> {
  const entry = await outbox.entryFrom(place.after);
  if (entry?.revision === place.after) await outbox.acknowledge(entry.written);
}

function assertNext(position: number, entry: OutboxEntry): void {
  if (entry.revision === position + 1) return;
  throw new PlaceLost(`Cannot relay: the outbox must go on with ${position + 1}, got ${entry.revision}`);
}

/** Without writes nothing else would tell that the stream was deleted, and readers wait for another epoch. */
async function assertStream({ events, place: { stream } }: Pump): Promise<void> {
  const streams = await events.streams();
  if (streams.some((one) => one.epoch === stream.epoch && one.base === stream.base)) return;
  throw new PlaceLost(`Cannot relay: the stream of epoch ${stream.epoch} must be there, and is gone`);
}

async function trim({ outbox, acknowledgements, options }: Pump): Promise<void> {
  await outbox.trim(acknowledgements.revision(), { since: Date.now() - options.keepMs, bytes: options.keepBytes });
}
