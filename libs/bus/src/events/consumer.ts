import { AckPolicy, DeliverPolicy, JsHeaders } from '@nats-io/jetstream';
import { createInbox, type Msg, type NatsConnection, nanos } from '@nats-io/transport-node';
import { jetStreamOf } from './jet-stream.ts';

/** One message, and its place in the stream. */
export interface Delivery {
  readonly sequence: number;
  readonly message: Msg;
}

/** A push consumer of one life: it tells of every message in order until it fails, and is then replaced by a new one. */
export interface Consumer {
  /** What has arrived since the last call, or the next to come; undefined once the consumer has failed or was closed. */
  next(): Promise<readonly Delivery[] | undefined>;
  close(): void;
}

export interface ConsumerOptions {
  readonly stream: string;
  readonly startSequence: number;
  readonly filterSubject?: string;
  readonly inboxPrefix: string;
}

/**
 * How often the server says that it is still there. A lost connection is noticed at once without it, so this only finds
 * a consumer that vanished behind a live connection: seldom enough that dozens of idle ones cost nothing.
 */
const heartbeatMs = 5000;

/** Rejects with JetStream's error where there is no such stream. */
export async function openConsumer(nats: NatsConnection, options: ConsumerOptions): Promise<Consumer> {
  const { stream, startSequence, filterSubject, inboxPrefix } = options;
  const inbox = createInbox(inboxPrefix);
  const arrivals = createArrivals(nats);
  const subscription = nats.subscribe(inbox, {
    callback: (error, message) => (error ? arrivals.fail() : arrivals.hear(message)),
  });
  const silence = setInterval(() => arrivals.checkSilence(2.5 * heartbeatMs), heartbeatMs);
  const close = () => {
    clearInterval(silence);
    subscription.unsubscribe();
    arrivals.fail();
  };
  try {
    const manager = await jetStreamOf(nats);
    await manager.consumers.add(stream, {
      deliver_subject: inbox,
      deliver_policy: DeliverPolicy.StartSequence,
      opt_start_seq: startSequence,
      ...(filterSubject === undefined ? {} : { filter_subject: filterSubject }),
      ack_policy: AckPolicy.None,
      max_deliver: 1,
      flow_control: true,
      idle_heartbeat: nanos(heartbeatMs),
      mem_storage: true,
      num_replicas: 1,
    });
  } catch (error) {
    close();
    throw error;
  }
  return { next: () => arrivals.next(), close };
}

interface Arrivals {
  hear(message: Msg): void;
  next(): Promise<readonly Delivery[] | undefined>;
  checkSilence(limitMs: number): void;
  fail(): void;
}

/** Between what the server pushes and what the reader takes; the server goes on when the reader has caught up. */
function createArrivals(nats: NatsConnection): Arrivals {
  let waiting: PromiseWithResolvers<void> | undefined;
  let pending: Delivery[] = [];
  let owedReplies: string[] = [];
  let consumerSequence = 0;
  let heardAt = performance.now();
  let failed = false;

  const wake = () => waiting?.resolve();
  const fail = () => {
    failed = true;
    wake();
  };

  const payReplies = () => {
    for (const reply of owedReplies) nats.publish(reply);
    owedReplies = [];
  };

  const hearStatus = (message: Msg) => {
    const delivered = message.headers?.get(JsHeaders.LastConsumerSeqHdr);
    if (delivered !== undefined && delivered !== '' && Number(delivered) !== consumerSequence) fail();
    // A request to say when we have caught up: its own reply subject, or named by a heartbeat when that was lost.
    const reply = message.reply || message.headers?.get(JsHeaders.ConsumerStalledHdr);
    if (reply) owedReplies.push(reply);
    if (waiting && pending.length === 0) payReplies();
  };

  const hearMessage = (message: Msg) => {
    const place = placeOf(message.reply ?? '');
    if (place.consumer !== consumerSequence + 1) return fail();
    consumerSequence = place.consumer;
    pending.push({ sequence: place.stream, message });
    wake();
  };

  return {
    hear(message) {
      heardAt = performance.now();
      if (failed) return;
      if (message.headers?.code === 100) hearStatus(message);
      else hearMessage(message);
    },
    async next() {
      // Whoever comes back has dealt with all that was handed out before.
      if (pending.length === 0) {
        payReplies();
        waiting = Promise.withResolvers();
        if (!failed) await waiting.promise;
        waiting = undefined;
      }
      const batch = pending;
      pending = [];
      return batch.length > 0 ? batch : undefined;
    },
    checkSilence(limitMs) {
      if (performance.now() - heardAt > limitMs) fail();
    },
    fail,
  };
}

/** A message's sequences in its stream and its consumer, as its reply subject tells them in either of its forms. */
function placeOf(reply: string): { stream: number; consumer: number } {
  const tokens = reply.split('.');
  // $JS.ACK.<stream>.<consumer>.<times>.<stream sequence>.…, or with domain and account before the stream.
  const at = tokens.length === 9 ? 5 : 7;
  return { stream: Number(tokens[at]), consumer: Number(tokens[at + 1]) };
}
