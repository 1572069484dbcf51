import { JetStreamApiCodes, JetStreamApiError } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import type { ChangeStream } from '../change.ts';
import { streamName } from '../subjects.ts';
import { jetStreamOf } from './jet-stream.ts';

/** Revisions; `first` is `last` + 1 where the stream is empty. */
export interface StreamState {
  readonly first: number;
  readonly last: number;
}

/** Undefined where there is no such stream. */
export async function readStreamState(nats: NatsConnection, stream: ChangeStream): Promise<StreamState | undefined> {
  const manager = await jetStreamOf(nats);
  try {
    const { state } = await manager.streams.info(streamName(stream));
    return stateOf(stream, state);
  } catch (error) {
    if (isStreamMissing(error)) return undefined;
    throw error;
  }
}

/** The server counts the first message of an empty stream as 0 when it never held one, else as the one to come. */
export function stateOf({ base }: ChangeStream, state: { first_seq: number; last_seq: number }): StreamState {
  return { first: base + Math.max(state.first_seq, 1), last: base + state.last_seq };
}

export function isStreamMissing(error: unknown): boolean {
  return error instanceof JetStreamApiError && error.code === JetStreamApiCodes.StreamNotFound;
}
