import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { frameChannel, framesOf } from '@flotilla/bus';
import { type ByteQueue, createByteQueue } from '../byte-queue.ts';
import { type CommandClient, type CommandStreams, lastWords } from '../command-client.ts';
import type { Upgrade } from '../upgrade.ts';
import { acceptSpdy } from './accept.ts';
import { openSpdyConnection, type SpdyConnection, type StreamEvent } from './connection.ts';

/** Those of `exec` and `attach`; from the third on terminals can be resized, from the fourth a Status comes last. */
export const commandProtocols = [
  'v5.channel.k8s.io',
  'v4.channel.k8s.io',
  'v3.channel.k8s.io',
  'v2.channel.k8s.io',
  'channel.k8s.io',
];
const withResizing = new Set(commandProtocols.slice(0, 3));

/** How long a client has to open its streams. Source: the reference's own limit. */
const STREAMS_MS = 30_000;
/** How long it has to hang up after it was told the end. */
const FAREWELL_MS = 5_000;

/** Resolves when the client has opened the streams that it asked for; rejects where it does not. */
export async function acceptCommandSpdy(
  upgrade: Upgrade,
  protocol: string,
  streams: CommandStreams,
): Promise<CommandClient> {
  const socket = acceptSpdy(upgrade, protocol);
  const connection = openSpdyConnection(socket);
  const queue = createByteQueue();
  const gone = new AbortController();
  const ids = new Map<string, number>();
  const ready = Promise.withResolvers<void>();
  const wanted = wantedStreams(protocol, streams);
  // Not the end of reading alone: nothing is read while a program takes no input.
  socket.once('close', () => {
    queue.fail(new Error('the client has hung up'));
    ready.reject(new Error('the client has hung up'));
    gone.abort();
  });
  const opened = (): void => {
    if (wanted.every((name) => ids.has(name))) ready.resolve();
  };
  void readEvents({ connection, queue, ids }, opened)
    // What is no SPDY ends the connection, as its end does.
    .catch(() => {})
    .finally(() => socket.destroy());
  await streamsWithin(ready.promise, socket);
  const idOf = (name: string): number => ids.get(name) ?? 0;
  return {
    gone: gone.signal,
    input: (signal) => queue.chunks(signal),
    send: ({ channel, data }) => connection.send(idOf(channel === frameChannel.stderr ? 'stderr' : 'stdout'), data),
    async finish(end) {
      await connection.send(idOf('error'), lastWords(end, protocol));
      for (const id of ids.values()) connection.finish(id);
      if (!gone.signal.aborted) {
        await Promise.race([once(gone.signal, 'abort'), sleep(FAREWELL_MS, undefined, { ref: false })]);
      }
      connection.close();
    },
  };
}

function wantedStreams(protocol: string, { stdin, stdout, stderr, tty }: CommandStreams): string[] {
  return [
    'error',
    ...(stdin ? ['stdin'] : []),
    ...(stdout ? ['stdout'] : []),
    ...(stderr && !tty ? ['stderr'] : []),
    ...(tty && withResizing.has(protocol) ? ['resize'] : []),
  ];
}

async function streamsWithin(ready: Promise<void>, socket: Duplex): Promise<void> {
  const timer = setTimeout(() => socket.destroy(), STREAMS_MS);
  try {
    await ready;
  } finally {
    clearTimeout(timer);
  }
}

interface Reading {
  readonly connection: SpdyConnection;
  readonly queue: ByteQueue;
  /** By the name that a client gave its stream. */
  readonly ids: Map<string, number>;
}

/** Resolves when the client says nothing more. */
async function readEvents({ connection, queue, ids }: Reading, opened: () => void): Promise<void> {
  for await (const event of connection.events()) {
    if (event.is === 'opened') {
      ids.set(event.headers.get('streamtype') ?? '', event.id);
      connection.accept(event.id);
      opened();
    } else take(event, { queue, ids });
    if (queue.isFull()) await queue.whenRoom();
  }
}

/** A terminal's sizes are one JSON text after the other; each comes in a frame of its own. */
function take(event: Exclude<StreamEvent, { is: 'opened' }>, { queue, ids }: Omit<Reading, 'connection'>): void {
  const isInput = event.id === ids.get('stdin');
  const channel = isInput ? frameChannel.stdin : frameChannel.resize;
  if (!isInput && event.id !== ids.get('resize')) return;
  if (event.is === 'data' && event.data.length > 0) {
    for (const bytes of framesOf({ channel, data: event.data })) queue.put(bytes);
  }
  const isOver = event.is === 'reset' || event.last;
  if (isInput && isOver) queue.put(Uint8Array.of(frameChannel.close, frameChannel.stdin));
}
