import type { Duplex } from 'node:stream';
import {
  type DialMessage,
  type IncomingFlow,
  type NodeStream,
  type ServeStreamsDeps,
  serveNodeStreams,
} from '@flotilla/bus';
import { writeOn } from './write-on.ts';

/** Connects to a program of a Pod's. What it throws is said to the client. */
export type Dial = (request: DialMessage) => Promise<Duplex>;

/** Connects who asks with programs in Pods. Returns what ends that. */
export function serveDials(deps: ServeStreamsDeps, dial: Dial): () => Promise<void> {
  return serveNodeStreams(deps, 'dial', async (message, closing) => {
    const connection = await dial(message);
    // What ends a connection is told by its end.
    connection.on('error', () => {});
    closing.addEventListener('abort', () => connection.destroy(), { once: true });
    return (stream) => carry(stream, connection);
  });
}

/** Either direction ends by itself; a client that is gone ends both. */
async function carry(stream: NodeStream, connection: Duplex): Promise<void> {
  const inward = takeInput(stream.incoming, connection).catch(() => connection.destroy());
  await stream.send(async function* (signal) {
    signal.addEventListener('abort', () => connection.destroy(), { once: true });
    yield* connection.iterator({ destroyOnReturn: false });
  });
  if (connection.writable) await inward;
  connection.destroy();
}

/** Throws where the client is gone. */
async function takeInput(incoming: IncomingFlow, connection: Duplex): Promise<void> {
  for await (const bytes of incoming) await writeOn(connection, bytes);
  connection.end();
}
