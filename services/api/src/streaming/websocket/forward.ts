import { badRequestError } from '@flotilla/machinery';
import { createWebSocketStream } from 'ws';
import { type ByteQueue, createByteQueue } from '../byte-queue.ts';
import { type DialPort, type ForwardedConnection, forward } from '../forward.ts';
import { forwardOverSpdy, forwardProtocol } from '../spdy/forward.ts';
import type { Upgrade } from '../upgrade.ts';
import { acceptWebSocket } from './accept.ts';
import { type Channels, openChannels } from './channels.ts';

/** SPDY within messages. Source: KEP-4006. */
const tunnel = `SPDY/3.1+${forwardProtocol}`;
export const forwardSubprotocols = [tunnel, '', 'v4.channel.k8s.io', 'v4.base64.channel.k8s.io'];

/** Resolves when the client is gone, or nothing is left to be forwarded. */
export async function forwardOverWebSocket(
  upgrade: Upgrade,
  { subprotocol, ports }: { readonly subprotocol: string; readonly ports: readonly number[] },
  dial: DialPort,
): Promise<void> {
  const socket = await acceptWebSocket(upgrade, subprotocol);
  if (subprotocol === tunnel) {
    // Its errors are the socket's, of which the end tells.
    return forwardOverSpdy(
      createWebSocketStream(socket).on('error', () => {}),
      dial,
    );
  }
  const channels = openChannels(socket, subprotocol);
  const gone = new AbortController();
  const inputs = ports.map(() => createByteQueue());
  socket.once('close', () => {
    gone.abort();
    for (const queue of inputs) queue.fail(new Error('the client has hung up'));
  });
  channels.onFrame(({ channel, data }) => {
    const queue = inputs[channel / 2];
    queue?.put(data);
    if (queue?.isFull() && !socket.isPaused) {
      socket.pause();
      void queue.whenRoom().then(() => socket.resume());
    }
  });
  await Promise.all(
    inputs.map((queue, index) => carry({ channels, queue, index, dial, gone: gone.signal }, ports[index] ?? 0)),
  );
  socket.close(1000);
}

/** Without a tunnel the ports are named at once, one connection to each. Throws 400. */
export function portsOf(subprotocol: string, query: URLSearchParams): number[] {
  if (subprotocol === tunnel) return [];
  const texts = query.getAll('ports').flatMap((text) => text.split(','));
  if (texts.length === 0) throw badRequestError('query parameter "ports" is required');
  return texts.map((text) => {
    if (text === '') throw badRequestError('query parameter "ports" cannot be empty');
    const port = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (!(port <= 65_535)) throw badRequestError(`unable to parse ${JSON.stringify(text)} as a port`);
    if (port < 1) throw badRequestError(`port ${JSON.stringify(text)} must be > 0`);
    return port;
  });
}

interface Carrying {
  readonly channels: Channels;
  readonly queue: ByteQueue;
  /** Of the port: its data has twice that channel, and what goes wrong the next. */
  readonly index: number;
  readonly dial: DialPort;
  readonly gone: AbortSignal;
}

/** Each channel begins with the port's number. */
async function carry({ channels, queue, index, dial, gone }: Carrying, port: number): Promise<void> {
  const [dataChannel, errorChannel] = [2 * index, 2 * index + 1];
  const number = Buffer.alloc(2);
  number.writeUInt16LE(port);
  const client: ForwardedConnection = {
    port,
    input: (signal) => queue.chunks(signal),
    send: (data) => channels.send({ channel: dataChannel, data }),
    // The protocol has no word for the end of one direction; the connection is over then.
    finish: () => queue.end(),
  };
  try {
    await channels.send({ channel: dataChannel, data: number });
    await channels.send({ channel: errorChannel, data: number });
    await forward(dial, client, gone);
  } catch (failure) {
    const why = failure instanceof Error ? failure.message : String(failure);
    await channels.send({ channel: errorChannel, data: Buffer.from(why) }).catch(() => {});
  }
}
