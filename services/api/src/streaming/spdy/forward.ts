import type { Duplex } from 'node:stream';
import { type ByteQueue, createByteQueue } from '../byte-queue.ts';
import { type DialPort, forward } from '../forward.ts';
import { openSpdyConnection, type SpdyConnection, type StreamEvent } from './connection.ts';

export const forwardProtocol = 'portforward.k8s.io';

/** Each connection is two streams: `data`, and `error` for a sentence on what went wrong. */
interface Pair {
  readonly port: number;
  readonly data?: number;
  readonly error?: number;
}

/** Forwards all connections that a client opens on one SPDY connection, until that ends. */
export async function forwardOverSpdy(socket: Duplex, dial: DialPort): Promise<void> {
  const connection = openSpdyConnection(socket);
  const gone = new AbortController();
  const pairs = new Map<string, Pair>();
  const inputs = new Map<number, ByteQueue>();
  // Not the end of reading alone: nothing is read while a program takes no input.
  socket.once('close', () => {
    gone.abort();
    for (const queue of inputs.values()) queue.fail(new Error('the client has hung up'));
  });
  const opened = ({ id }: OpenedEvent, { kind, port, request }: Opening): void => {
    connection.accept(id);
    if (kind === 'data') inputs.set(id, createByteQueue());
    const pair: Pair = { ...pairs.get(request), port, [kind]: id };
    pairs.set(request, pair);
    const { data, error } = pair;
    if (data === undefined || error === undefined) return;
    pairs.delete(request);
    void carry({ connection, inputs, dial, gone: gone.signal }, { data, error, port });
  };
  try {
    for await (const event of connection.events()) {
      const queue = inputs.get(event.id);
      const opening = event.is === 'opened' ? readOpening(event) : undefined;
      if (event.is !== 'opened') await (queue && take(event, queue));
      else if (opening === undefined) connection.reset(event.id, 'refused');
      else opened(event, opening);
    }
  } catch {
    // What is no SPDY ends the connection, as its end does.
  } finally {
    socket.destroy();
  }
}

type OpenedEvent = Extract<StreamEvent, { is: 'opened' }>;

interface Opening {
  readonly kind: 'data' | 'error';
  readonly port: number;
  /** The same for both streams of a pair. */
  readonly request: string;
}

/** Undefined for a stream that makes no sense. A client that does not name its requests opens one after the other. */
function readOpening({ id, headers }: OpenedEvent): Opening | undefined {
  const kind = headers.get('streamtype');
  const port = Number(headers.get('port'));
  if ((kind !== 'data' && kind !== 'error') || !Number.isInteger(port) || port < 1 || port > 65_535) return undefined;
  return { kind, port, request: headers.get('requestid') ?? `${kind === 'error' ? id : id - 2}` };
}

/** Other connections wait with this one while it is not read: the protocol has no other way to hold a client up. */
async function take(event: Exclude<StreamEvent, OpenedEvent>, queue: ByteQueue): Promise<void> {
  if (event.is === 'reset') return queue.fail(new Error('the client has broken off'));
  queue.put(event.data);
  if (event.last) queue.end();
  if (queue.isFull()) await queue.whenRoom();
}

interface Carrying {
  readonly connection: SpdyConnection;
  readonly inputs: Map<number, ByteQueue>;
  readonly dial: DialPort;
  readonly gone: AbortSignal;
}

async function carry(
  { connection, inputs, dial, gone }: Carrying,
  { data, error, port }: Required<Pair>,
): Promise<void> {
  const queue = inputs.get(data) ?? createByteQueue();
  const client = {
    port,
    input: (signal: AbortSignal) => queue.chunks(signal),
    send: (bytes: Uint8Array) => connection.send(data, bytes),
    finish: () => connection.finish(data),
  };
  try {
    await forward(dial, client, gone);
  } catch (failure) {
    const why = failure instanceof Error ? failure.message : String(failure);
    await connection.send(error, Buffer.from(why)).catch(() => {});
    connection.reset(data, 'cancelled');
  } finally {
    // Whoever still waits for room has to know that nobody reads any more.
    queue.fail(new Error('the connection has ended'));
    inputs.delete(data);
    connection.finish(error);
  }
}
