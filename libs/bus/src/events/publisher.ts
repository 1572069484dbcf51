import { JetStreamApiCodes, PubHeaders } from '@nats-io/jetstream';
import { createInbox, type Msg } from '@nats-io/transport-node';
import type { ChangeStream } from '../change.ts';
import type { Connection } from '../connection/connection.ts';
import { streamName } from '../subjects.ts';
import { encodeEvent, type StoredEvent } from './event.ts';

/** A publisher ended before its time. Remedy: look at the stream anew, and go on from its last event. */
export class PublisherEnded extends Error {
  override readonly name = 'PublisherEnded';
  /** `fenced`: another relay published first. `lost`: no answer, or another than an acknowledgement. */
  readonly why: 'fenced' | 'lost';

  constructor(why: PublisherEnded['why'], message: string) {
    super(message);
    this.why = why;
  }
}

export interface PublisherOptions {
  /** How many events may be on their way at once; 512 by default. */
  readonly window?: number;
  /** Told of each event that JetStream has stored, in order. */
  onAcknowledged(revision: number): void;
  /** Told once when the publisher ends before it is closed. */
  onEnded?(cause: PublisherEnded): void;
}

/**
 * Publishes with many events on their way, each under the condition that the one before it is the stream's last: so
 * the stream has every event once, in order, whoever else publishes. Rejects with {@link PublisherEnded}.
 */
export interface EventPublisher {
  /** Resolves when there is room for the next. */
  publish(event: StoredEvent): Promise<void>;
  /** Resolves when all that was published has been acknowledged. */
  drained(): Promise<void>;
  close(): void;
}

const bytesOnTheirWay = 16 * 2 ** 20;
const silenceMs = 2000;

export function createPublisher(
  connection: Connection,
  stream: ChangeStream,
  after: number,
  options: PublisherOptions,
): EventPublisher {
  const { nats, inboxPrefix } = connection;
  const { window = 512, onAcknowledged } = options;
  const inbox = createInbox(inboxPrefix);
  const sizes: number[] = [];
  let acknowledged = after;
  let bytes = 0;
  let ended: PublisherEnded | undefined;
  let progress = Promise.withResolvers<void>();

  const notify = () => {
    progress.resolve();
    progress = Promise.withResolvers();
  };

  const end = (why: PublisherEnded['why'], message: string) => {
    if (ended) return;
    ended = new PublisherEnded(why, `Cannot publish after ${acknowledged}: ${message}`);
    notify();
    options.onEnded?.(ended);
  };

  const acknowledge = () => {
    acknowledged += 1;
    bytes -= sizes.shift() ?? 0;
    onAcknowledged(acknowledged);
    notify();
  };

  // JetStream answers in the order of arrival, so each answer is for the oldest event on its way.
  const hear = (error: Error | null, answer: Msg) => {
    if (ended) return;
    if (error) return end('lost', error.message);
    const failure = failureOf(answer);
    if (failure) end(failure.why, failure.message);
    else if (!answer.subject.endsWith(`.${acknowledged + 1}`)) end('lost', `got an answer to ${answer.subject}`);
    else acknowledge();
  };

  const subscription = nats.subscribe(`${inbox}.*`, { callback: hear });
  const stopListening = connection.onConnection(() => end('lost', 'the connection broke'));
  const silence = watchSilence(
    () => acknowledged,
    () => sizes.length > 0,
    () => end('lost', `no answer within ${silenceMs} ms`),
  );

  const until = async (condition: () => boolean) => {
    while (!ended && !condition()) await progress.promise;
    if (ended) throw ended;
  };

  return {
    async publish(event) {
      await until(() => sizes.length < window && bytes < bytesOnTheirWay);
      const { subject, data, headers } = encodeEvent(stream, event);
      headers.set(PubHeaders.ExpectedLastSeqHdr, String(event.revision - stream.base - 1));
      headers.set(PubHeaders.ExpectedStreamHdr, streamName(stream));
      nats.publish(subject, data, { headers, reply: `${inbox}.${event.revision}` });
      sizes.push(data.length);
      bytes += data.length;
    },
    drained: () => until(() => sizes.length === 0),
    close() {
      ended ??= new PublisherEnded('lost', 'Cannot publish: the publisher must be open, it was closed');
      notify();
      clearInterval(silence);
      stopListening();
      subscription.unsubscribe();
    },
  };
}

/** Calls `silent` when `position` has not moved for {@link silenceMs} though something is awaited. */
function watchSilence(position: () => number, awaiting: () => boolean, silent: () => void): NodeJS.Timeout {
  let seen = position();
  let quietTimes = 0;
  return setInterval(() => {
    quietTimes = awaiting() && position() === seen ? quietTimes + 1 : 0;
    seen = position();
    if (quietTimes >= 2) silent();
  }, silenceMs / 2);
}

interface Answer {
  readonly error?: { readonly err_code?: number; readonly description?: string };
}

const noResponders = 503;

function failureOf(answer: Msg): { why: PublisherEnded['why']; message: string } | undefined {
  if (answer.headers?.code === noResponders) return { why: 'lost', message: 'there must be a stream, got none' };
  const text = answer.string();
  if (!text.includes('"error"')) return undefined;
  const { error }: Answer = JSON.parse(text);
  const fenced = error?.err_code === JetStreamApiCodes.StreamWrongLastSequence;
  return { why: fenced ? 'fenced' : 'lost', message: error?.description ?? text };
}
