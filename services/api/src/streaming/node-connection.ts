import { Duplex, PassThrough, Readable } from 'node:stream';
import type { NodeStream } from '@flotilla/bus';

/** A stream with a node as a connection of Node's own, for what speaks over connections. */
export function connectionOver({ incoming, send }: NodeStream): Duplex {
  const outgoing = new PassThrough();
  const connection = Duplex.from({ readable: Readable.from(incoming, { objectMode: false }), writable: outgoing });
  connection.once('close', () => {
    incoming.close();
    outgoing.destroy();
  });
  const sending = send(async function* (signal) {
    signal.addEventListener('abort', () => outgoing.end(), { once: true });
    yield* outgoing;
  });
  sending.catch((error: Error) => connection.destroy(error));
  return connection;
}
