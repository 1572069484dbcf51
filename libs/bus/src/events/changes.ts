import { setTimeout as sleep } from 'node:timers/promises';
import { type Change, type ChangeStream, type ReadOptions, StreamGone, TooOld } from '../change.ts';
import { type Connection, whenConnected } from '../connection/connection.ts';
import { eventSubject, streamName } from '../subjects.ts';
import { type Consumer, type Delivery, openConsumer } from './consumer.ts';
import { watchEpoch } from './epoch.ts';
import { decodeChange } from './event.ts';
import { isStreamMissing, readStreamState } from './stream-state.ts';

const retryMs = 200;

/**
 * A reader that was away for so long begins with a new consumer, which tells whether the stream still holds its place:
 * the server passes over what it has dropped without a word, and a filtered reader could not see it.
 */
const awayMs = 60_000;

/**
 * Reads with one consumer after the other: whenever one fails, or the connection was lost, the next begins where the
 * last one ended.
 */
export async function* readChanges(
  connection: Connection,
  stream: ChangeStream,
  options: ReadOptions,
): AsyncGenerator<Change[]> {
  const epoch = watchEpoch(connection, stream);
  const stop = AbortSignal.any([options.signal, epoch.ended]);
  let position = options.after;
  try {
    while (!options.signal.aborted) {
      if (epoch.ended.aborted) throw gone(stream);
      const consumer = await openAt(connection, stream, { ...options, after: position, signal: stop });
      if (consumer === undefined) continue;
      for await (const batch of deliveriesOf(connection, consumer, stop)) {
        const changes = changesAfter(position, stream, batch);
        if (options.resource === undefined) assertContiguous(position, changes);
        position = changes.at(-1)?.revision ?? position;
        if (changes.length > 0) yield changes;
      }
    }
  } finally {
    epoch.stop();
  }
}

/** Undefined where it is worth trying again. */
async function openAt(
  connection: Connection,
  stream: ChangeStream,
  { after, resource, signal }: ReadOptions,
): Promise<Consumer | undefined> {
  if (after < stream.base) throw tooOld(after, stream.base);
  await whenConnected(connection, signal);
  if (signal.aborted) return undefined;
  try {
    const consumer = await openConsumer(connection.nats, {
      stream: streamName(stream),
      startSequence: after - stream.base + 1,
      ...(resource === undefined ? {} : { filterSubject: eventSubject(stream.epoch, resource) }),
      inboxPrefix: connection.inboxPrefix,
    });
    await assertHeld(connection, stream, after).catch((error: unknown) => {
      consumer.close();
      throw error;
    });
    return consumer;
  } catch (error) {
    if (error instanceof TooOld || error instanceof StreamGone) throw error;
    if (isStreamMissing(error)) throw gone(stream);
    connection.log.warn('cannot read events yet', { stream: streamName(stream), error });
    await sleep(retryMs, undefined, { signal }).catch(() => undefined);
    return undefined;
  }
}

/**
 * The server begins at its first message when asked for an older one, and says nothing. Looked at after the consumer
 * was made, so that nothing can be dropped in between. A place that is yet to come is no error: Redis is ahead.
 */
async function assertHeld(connection: Connection, stream: ChangeStream, after: number): Promise<void> {
  const state = await readStreamState(connection.nats, stream);
  if (state === undefined) throw gone(stream);
  if (state.first > after + 1) throw tooOld(after, state.first);
}

/** Ends when the consumer fails, its connection breaks, the reader was away for too long, or at `stop`. */
async function* deliveriesOf(
  connection: Connection,
  consumer: Consumer,
  stop: AbortSignal,
): AsyncGenerator<readonly Delivery[]> {
  const close = () => consumer.close();
  const stopListening = connection.onConnection(close);
  stop.addEventListener('abort', close, { once: true });
  try {
    while (!stop.aborted) {
      const batch = await consumer.next();
      if (batch === undefined || stop.aborted) return;
      const handedOutAt = performance.now();
      yield batch;
      if (performance.now() - handedOutAt > awayMs) return;
    }
  } finally {
    stop.removeEventListener('abort', close);
    stopListening();
    close();
  }
}

function changesAfter(position: number, stream: ChangeStream, batch: readonly Delivery[]): Change[] {
  return batch
    .filter(({ sequence }) => stream.base + sequence > position)
    .map(({ sequence, message }) => decodeChange(stream.base + sequence, message));
}

/** What is missing between two messages of a whole stream was dropped for its age or size. */
function assertContiguous(position: number, changes: readonly Change[]): void {
  let last = position;
  for (const { revision } of changes) {
    if (revision !== last + 1) throw tooOld(last, revision);
    last = revision;
  }
}

function gone(stream: ChangeStream): StreamGone {
  return new StreamGone(`Cannot read events of epoch ${stream.epoch}: it has ended`);
}

function tooOld(after: number, first: number): TooOld {
  return new TooOld(`Cannot read events after ${after}: it must be ${first - 1} or newer, which is all that is kept`);
}
