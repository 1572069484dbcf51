import { randomUUID } from 'node:crypto';
import type { Bus, Message } from '../bus.ts';
import type { StreamMessages } from '../node-protocol/streams.ts';
import { nodeSubject } from '../subjects.ts';
import type { Flow } from './flow.ts';
import { type IncomingFlow, receiveFlow } from './receive-flow.ts';
import { sendFlow } from './send-flow.ts';

/** One end of a stream between the API and a node: a flow each way. */
export interface NodeStream {
  /** What the other end sends. To close it tells the other end to stop. */
  readonly incoming: IncomingFlow;
  /** Once. See {@link sendFlow}; to end the source normally is to half-close the stream, to throw breaks it off. */
  send(source: (signal: AbortSignal) => AsyncIterable<Uint8Array>): Promise<void>;
}

export type StreamVerb = keyof StreamMessages;

/** The node's answer: the stream is open, or why it is not. */
type StreamAnswer = { readonly ok: true } | { readonly ok: false; readonly why: string };

/** A node said no; the message is its reason. */
export class StreamRefused extends Error {
  override readonly name = 'StreamRefused';
}

/** For a program to be started and the like, on a machine that has much to do. A node that is not there is known at once. */
const ANSWER_MS = 60_000;

/** Asks a node for a stream. Rejects with {@link StreamRefused}, and with NoAnswer where there is no such node. */
export async function openNodeStream<Verb extends StreamVerb>(
  bulk: Bus,
  { node, verb }: { readonly node: string; readonly verb: Verb },
  message: StreamMessages[Verb],
): Promise<NodeStream> {
  const id = randomUUID();
  const incoming = receiveFlow(bulk, down(node, id));
  try {
    const text = JSON.stringify({ id, ...message });
    const { data } = await bulk.request(nodeSubject(node, verb), text, { timeoutMs: ANSWER_MS });
    const answer: StreamAnswer = JSON.parse(new TextDecoder().decode(data));
    if (!answer.ok) throw new StreamRefused(answer.why);
  } catch (error) {
    incoming.close();
    throw error;
  }
  return { incoming, send: (source) => sendFlow(bulk, up(node, id), source) };
}

export interface ServeStreamsDeps {
  /** Takes the requests. */
  readonly bus: Bus;
  /** Carries the streams. */
  readonly bulk: Bus;
  readonly node: string;
}

/** Runs one stream to its end. */
export type StreamSession = (stream: NodeStream) => Promise<void>;

/**
 * Takes the requests for streams of one verb. `open` is asked first: what it throws is the refusal; what it resolves with
 * is then run. Its signal is aborted when serving ends.
 */
export function serveNodeStreams<Verb extends StreamVerb>(
  { bus, bulk, node }: ServeStreamsDeps,
  verb: Verb,
  open: (message: StreamMessages[Verb], signal: AbortSignal) => Promise<StreamSession>,
): () => Promise<void> {
  const closing = new AbortController();
  const running = new Set<Promise<void>>();
  const serve = async (request: Message): Promise<void> => {
    const { id, ...message }: StreamMessages[Verb] & { id: string } = JSON.parse(
      new TextDecoder().decode(request.data),
    );
    const incoming = receiveFlow(bulk, up(node, id));
    const answer = (given: StreamAnswer): void => request.respond(JSON.stringify(given));
    try {
      const session = await open(message as unknown as StreamMessages[Verb], closing.signal).catch((error: unknown) => {
        answer({ ok: false, why: error instanceof Error ? error.message : String(error) });
      });
      if (!session) return;
      // The answer goes over another connection: nothing may come before the server knows that it is awaited.
      await bulk.flush();
      answer({ ok: true });
      await session({ incoming, send: (source) => sendFlow(bulk, down(node, id), source) });
    } finally {
      incoming.close();
    }
  };
  const subscription = bus.subscribe(nodeSubject(node, verb), (request) => {
    const serving = serve(request).finally(() => running.delete(serving));
    running.add(serving);
    return serving;
  });
  return async () => {
    subscription.stop();
    closing.abort();
    await Promise.allSettled(running);
  };
}

const up = (node: string, id: string): Flow => ({ node, id, part: 'up' });
const down = (node: string, id: string): Flow => ({ node, id, part: 'down' });
