import { type Msg, NoRespondersError, RequestError, TimeoutError } from '@nats-io/transport-node';
import type { Bus, Message, Subscription } from './bus.ts';
import { type BusConnection, type Connection, openConnection } from './connection/connection.ts';
import { headerOptions, headersOf } from './connection/headers.ts';
import { NoAnswer } from './errors.ts';
import { readChanges } from './events/changes.ts';
import { readStreamState } from './events/stream-state.ts';

const requestMs = 1000;

/** Resolves once connected; rejects with BusUnavailable where that takes longer than `connectMs`. */
export async function connectBus(options: BusConnection): Promise<Bus> {
  const connection = await openConnection(options);
  const { nats } = connection;
  return {
    streamState: (stream) => readStreamState(nats, stream),
    changes: (stream, readOptions) => readChanges(connection, stream, readOptions),
    publish: (subject, data, headers) => nats.publish(subject, data, headerOptions(headers)),
    request: (subject, data, { timeoutMs = requestMs, headers } = {}) =>
      answerOf(nats.request(subject, data, { timeout: timeoutMs, ...headerOptions(headers) }), subject),
    subscribe: (subject, handler, queue) => subscribe(connection, { subject, handler, queue }),
    onConnection: (listener) => void connection.onConnection(listener),
    bulk: () => connectBus(options),
    connected: () => connection.connected(),
    flush: () => nats.flush(),
    close: () => connection.close(),
  };
}

async function answerOf(answer: Promise<Msg>, subject: string): Promise<Message> {
  try {
    return messageOf(await answer);
  } catch (error) {
    if (!isNoAnswer(error)) throw error;
    throw new NoAnswer(`Cannot get an answer on ${subject}: nobody gave one in time`, { cause: error });
  }
}

function isNoAnswer(error: unknown): boolean {
  return error instanceof TimeoutError || error instanceof NoRespondersError || error instanceof RequestError;
}

interface Listener {
  readonly subject: string;
  readonly handler: (message: Message) => void | Promise<void>;
  readonly queue: string | undefined;
}

function subscribe({ nats, log }: Connection, { subject, handler, queue }: Listener): Subscription {
  const handle = async (message: Msg) => {
    try {
      await handler(messageOf(message));
    } catch (error) {
      log.warn('message handler failed', { subject: message.subject, error });
    }
  };
  const subscription = nats.subscribe(subject, {
    ...(queue === undefined ? {} : { queue }),
    callback(error, message) {
      if (error) log.warn('subscription failed', { subject, error });
      else void handle(message);
    },
  });
  return { stop: () => subscription.unsubscribe() };
}

function messageOf(message: Msg): Message {
  return {
    subject: message.subject,
    data: message.data,
    headers: headersOf(message.headers),
    respond(data, headers) {
      message.respond(data, headerOptions(headers));
    },
  };
}
