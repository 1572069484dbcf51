import {
  DiscardPolicy,
  JetStreamApiError,
  type JetStreamManager,
  RetentionPolicy,
  StorageType,
  type StreamConfig,
} from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';
import type { ChangeStream } from '../change.ts';
import { type BusConnection, openConnection, whenConnected } from '../connection/connection.ts';
import { everyEventOf, parseStreamName, streamName } from '../subjects.ts';
import { announceEpoch } from './epoch.ts';
import { decodeEvent, type StoredEvent } from './event.ts';
import { jetStreamOf } from './jet-stream.ts';
import { createPublisher, type EventPublisher, type PublisherOptions } from './publisher.ts';
import { isStreamMissing, type StreamState, stateOf } from './stream-state.ts';

/** How much a stream keeps; a reader that needs older events gets TooOld. */
export interface StreamLimits {
  readonly maxAgeMs: number;
  readonly maxBytes: number;
}

/** The writing side of the event streams: for the relay alone, whose credentials allow it. */
export interface EventLog {
  /** Every epoch's stream that there is, the newest last. */
  streams(): Promise<(ChangeStream & StreamState)[]>;
  /** Makes the stream, or gives an existing one these limits. */
  create(stream: ChangeStream, limits: StreamLimits): Promise<void>;
  remove(stream: ChangeStream): Promise<void>;
  /** Tells all readers at once that this epoch has begun. */
  announce(stream: ChangeStream): void;
  /** Undefined where the stream does not hold it. */
  event(stream: ChangeStream, revision: number): Promise<StoredEvent | undefined>;
  /** Publishes in order from the revision after `after`, which must be the stream's last. */
  publisher(stream: ChangeStream, after: number, options: PublisherOptions): EventPublisher;
  /** Resolves once there is a connection, or at the signal. */
  whenConnected(signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/** Resolves once connected, as connectBus does. */
export async function connectEventLog(options: BusConnection): Promise<EventLog> {
  const connection = await openConnection(options);
  const manager = await jetStreamOf(connection.nats);
  return {
    streams: () => listStreams(manager),
    create: (stream, limits) => createStream(manager, stream, limits),
    remove: (stream) => removeStream(manager, stream),
    announce: (stream) => announceEpoch(connection, stream),
    event: (stream, revision) => readEvent(manager, stream, revision),
    publisher: (stream, after, publisherOptions) => createPublisher(connection, stream, after, publisherOptions),
    whenConnected: (signal) => whenConnected(connection, signal),
    close: () => connection.close(),
  };
}

async function listStreams(manager: JetStreamManager): Promise<(ChangeStream & StreamState)[]> {
  const found: (ChangeStream & StreamState)[] = [];
  for await (const { config, state } of manager.streams.list()) {
    const stream = parseStreamName(config.name);
    if (stream) found.push({ ...stream, ...stateOf(stream, state) });
  }
  return found.sort((left, right) => left.epoch - right.epoch || left.base - right.base);
}

const nameInUse = 10058;

async function createStream(manager: JetStreamManager, stream: ChangeStream, limits: StreamLimits): Promise<void> {
  const config: Pick<StreamConfig, 'max_age' | 'max_bytes'> = {
    max_age: nanos(limits.maxAgeMs),
    max_bytes: limits.maxBytes,
  };
  try {
    await manager.streams.add({
      name: streamName(stream),
      subjects: [everyEventOf(stream.epoch)],
      storage: StorageType.File,
      retention: RetentionPolicy.Limits,
      discard: DiscardPolicy.Old,
      // A hole would put every later event out of its place.
      deny_delete: true,
      deny_purge: true,
      ...config,
    });
  } catch (error) {
    if (!(error instanceof JetStreamApiError && error.code === nameInUse)) throw error;
    await manager.streams.update(streamName(stream), config);
  }
}

async function removeStream(manager: JetStreamManager, stream: ChangeStream): Promise<void> {
  try {
    await manager.streams.delete(streamName(stream));
  } catch (error) {
    if (!isStreamMissing(error)) throw error;
  }
}

async function readEvent(
  manager: JetStreamManager,
  stream: ChangeStream,
  revision: number,
): Promise<StoredEvent | undefined> {
  const message = await manager.streams.getMessage(streamName(stream), { seq: revision - stream.base });
  return message === null ? undefined : decodeEvent(revision, { data: message.data, headers: message.header });
}
