import type { ChangeStream } from '../change.ts';
import type { Connection } from '../connection/connection.ts';
import { epochSubject } from '../subjects.ts';

/** Aborted once the relay announces a newer epoch. It also deletes the old stream, for those who did not hear it. */
export interface EpochWatch {
  readonly ended: AbortSignal;
  stop(): void;
}

export function watchEpoch({ nats, log }: Connection, stream: ChangeStream): EpochWatch {
  const ended = new AbortController();
  const subscription = nats.subscribe(epochSubject, {
    callback(error, message) {
      if (error) log.warn('cannot hear of new epochs', { error });
      else if (message.json<ChangeStream>().epoch > stream.epoch) ended.abort();
    },
  });
  return { ended: ended.signal, stop: () => subscription.unsubscribe() };
}

export function announceEpoch({ nats }: Connection, stream: ChangeStream): void {
  nats.publish(epochSubject, JSON.stringify(stream));
}
