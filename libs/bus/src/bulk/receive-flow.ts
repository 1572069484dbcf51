import type { Bus, Message } from '../bus.ts';
import {
  AT_HEADER,
  creditSubject,
  dataSubject,
  END_HEADER,
  type Flow,
  FlowBroken,
  PULSE_MS,
  SILENCE_MS,
  STOP_HEADER,
  WINDOW_BYTES,
} from './flow.ts';

/** A flow that is listened to: iterate it once. It must be closed when it is not read to its end. */
export interface IncomingFlow extends AsyncIterable<Uint8Array> {
  close(): void;
}

/** Listens before the sender is asked, so that nothing is missed. Reading throws {@link FlowBroken}. */
export function receiveFlow(bus: Bus, flow: Flow): IncomingFlow {
  const waiting: Message[] = [];
  let wake: () => void = () => undefined;
  let arrived = 0;
  let consumed = 0;
  let acknowledged = 0;
  let closed = false;
  let lost = false;
  let heardAt = performance.now();
  const subscription = bus.subscribe(dataSubject(flow), (message) => {
    heardAt = performance.now();
    if (Number(message.headers.get(AT_HEADER)) !== arrived) lost = true;
    arrived += message.data.length;
    if (message.data.length > 0 || message.headers.has(END_HEADER)) waiting.push(message);
    wake();
  });
  const acknowledge = (headers?: ReadonlyMap<string, string>): void => {
    // What cannot be said now is said with the next pulse.
    if (!bus.connected()) return;
    acknowledged = consumed;
    bus.publish(creditSubject(flow), `${consumed}`, headers);
  };
  const timer = setInterval(() => {
    acknowledge();
    wake();
  }, PULSE_MS);
  const close = (): void => {
    if (closed) return;
    closed = true;
    clearInterval(timer);
    subscription.stop();
    acknowledge(new Map([[STOP_HEADER, '1']]));
    wake();
  };
  return {
    close,
    async *[Symbol.asyncIterator]() {
      // Until now the sender may have been about to begin.
      heardAt = performance.now();
      try {
        for (;;) {
          const message = waiting.shift();
          if (closed) return;
          if (lost) throw new FlowBroken('data was lost on the way');
          if (message === undefined) {
            if (performance.now() - heardAt > SILENCE_MS) throw new FlowBroken('the sender is silent');
            const woken = Promise.withResolvers<void>();
            wake = woken.resolve;
            await woken.promise;
            continue;
          }
          const end = message.headers.get(END_HEADER);
          if (end === '') return;
          if (end !== undefined) throw new FlowBroken(end);
          yield message.data;
          consumed += message.data.length;
          if (consumed - acknowledged > WINDOW_BYTES / 4) acknowledge();
        }
      } finally {
        close();
      }
    },
  };
}
