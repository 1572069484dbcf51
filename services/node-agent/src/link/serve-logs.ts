import { setImmediate } from 'node:timers/promises';
import { type Bus, type LogsAnswer, type LogsMessage, type Message, nodeSubject, sendFlow } from '@flotilla/bus';
import type { Logger } from '@flotilla/process';
import type { ContainerLogs } from './container-logs.ts';

export interface ServeLogsDeps {
  /** Takes the requests. */
  readonly bus: Bus;
  /** Carries the output. */
  readonly bulk: Bus;
  readonly node: string;
  readonly log: Logger;
}

/** Sends containers' output to who asks for it. Returns what ends that, and resolves when all has ended. */
export function serveLogs({ bus, bulk, node, log }: ServeLogsDeps, logs: ContainerLogs): () => Promise<void> {
  const closing = new AbortController();
  const flows = new Set<Promise<void>>();
  const send = async (id: string, output: Output): Promise<void> => {
    try {
      await sendFlow(bulk, { node, id, part: 'logs' }, (signal) => output.read(signal));
    } catch (error) {
      log.warn('container logs not sent', { error });
    }
  };
  const subscription = bus.subscribe(nodeSubject(node, 'logs'), async (message) => {
    const { id, ...request } = read(message);
    const output = openOutput((signal) => logs(request, signal), closing.signal);
    const why = await output.refusal();
    const answer: LogsAnswer = why === undefined ? { ok: true } : { ok: false, why };
    message.respond(JSON.stringify(answer));
    if (!answer.ok) return;
    const flow = send(id, output).finally(() => flows.delete(flow));
    flows.add(flow);
  });
  return async () => {
    subscription.stop();
    closing.abort();
    await Promise.all(flows);
  };
}

function read({ data }: Message): LogsMessage {
  return JSON.parse(new TextDecoder().decode(data));
}

/** Output that is being read before anybody is promised that there is any. */
interface Output {
  /** Why there is none. What has not been refused at once is there: its first bytes may be long in coming. */
  refusal(): Promise<string | undefined>;
  read(signal: AbortSignal): AsyncIterable<Uint8Array>;
}

function openOutput(open: (signal: AbortSignal) => AsyncIterable<Uint8Array>, closing: AbortSignal): Output {
  const unwanted = new AbortController();
  const chunks = open(AbortSignal.any([unwanted.signal, closing]))[Symbol.asyncIterator]();
  const first = chunks.next();
  return {
    refusal() {
      const refused = first.then(
        () => undefined,
        (error: unknown) => (error instanceof Error ? error.message : String(error)),
      );
      return Promise.race([refused, setImmediate(undefined)]);
    },
    async *read(signal) {
      signal.addEventListener('abort', () => unwanted.abort(), { once: true });
      try {
        for (let next = await first; next.done !== true; next = await chunks.next()) yield next.value;
      } finally {
        unwanted.abort();
        await chunks.return?.();
      }
    },
  };
}
