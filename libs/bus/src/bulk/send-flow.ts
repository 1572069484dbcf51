import type { Bus, Message } from '../bus.ts';
import {
  AT_HEADER,
  CHUNK_BYTES,
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

const NOTHING = new Uint8Array();

/**
 * Sends what the source yields, never more than a window ahead of the receiver. `source` gets a signal that is aborted
 * when the receiver wants no more or is silent. Resolves when all is sent or nobody listens any more.
 */
export async function sendFlow(
  bus: Bus,
  flow: Flow,
  source: (signal: AbortSignal) => AsyncIterable<Uint8Array>,
): Promise<void> {
  const credit = createCredit(bus, flow);
  let sent = 0;
  const say = (chunk: Uint8Array, ending: readonly [string, string][] = []): void => {
    bus.publish(dataSubject(flow), chunk, new Map([[AT_HEADER, `${sent}`], ...ending]));
    sent += chunk.length;
  };
  const pulse = setInterval(() => bus.connected() && say(NOTHING), PULSE_MS);
  let end = '';
  try {
    for await (const bytes of source(credit.signal)) {
      for (let offset = 0; offset < bytes.length; offset += CHUNK_BYTES) {
        const chunk = bytes.subarray(offset, offset + CHUNK_BYTES);
        await credit.take(chunk.length);
        say(chunk);
      }
    }
  } catch (error) {
    end = inOneLine(error);
  } finally {
    clearInterval(pulse);
    credit.close();
  }
  say(NOTHING, [[END_HEADER, end]]);
}

/** A header holds no more than that; an empty one would say that all was sent. */
function inOneLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/\s+/g, ' ').trim() || 'the sender failed';
}

interface Credit {
  /** Aborted when the receiver wants no more or is silent. */
  readonly signal: AbortSignal;
  /** Resolves once so many bytes more may be sent. */
  take(bytes: number): Promise<void>;
  close(): void;
}

function createCredit(bus: Bus, flow: Flow): Credit {
  const stopped = new AbortController();
  let sent = 0;
  let consumed = 0;
  let wake: () => void = () => undefined;
  const silent = (): void => {
    stopped.abort(new FlowBroken('the receiver is silent'));
    wake();
  };
  let timer = setTimeout(silent, SILENCE_MS);
  const subscription = bus.subscribe(creditSubject(flow), (message: Message) => {
    clearTimeout(timer);
    timer = setTimeout(silent, SILENCE_MS);
    consumed = Math.max(consumed, Number(new TextDecoder().decode(message.data)));
    if (message.headers.has(STOP_HEADER)) stopped.abort(new FlowBroken('the receiver wants no more'));
    wake();
  });
  return {
    signal: stopped.signal,
    async take(bytes) {
      while (sent - consumed + bytes > WINDOW_BYTES && !stopped.signal.aborted) {
        const woken = Promise.withResolvers<void>();
        wake = woken.resolve;
        await woken.promise;
      }
      stopped.signal.throwIfAborted();
      sent += bytes;
    },
    close() {
      clearTimeout(timer);
      subscription.stop();
    },
  };
}
