import { type JetStreamManager, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';

/** A question that was on its way when the server was lost is never answered: ask again soon. */
const answerMs = 2000;

export function jetStreamOf(nats: NatsConnection): Promise<JetStreamManager> {
  return jetstreamManager(nats, { checkAPI: false, timeout: answerMs });
}
