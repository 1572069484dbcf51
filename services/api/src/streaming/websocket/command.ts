import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Frame, frameChannel, framesOf } from '@flotilla/bus';
import type { WebSocket } from 'ws';
import { createByteQueue } from '../byte-queue.ts';
import { type CommandClient, type CommandStreams, lastWords } from '../command-client.ts';
import type { Upgrade } from '../upgrade.ts';
import { acceptWebSocket } from './accept.ts';
import { openChannels } from './channels.ts';

/** Those of `exec` and `attach`. Only the fifth can say that there is no more input. */
export const commandSubprotocols = [
  '',
  'channel.k8s.io',
  'base64.channel.k8s.io',
  'v4.channel.k8s.io',
  'v4.base64.channel.k8s.io',
  'v5.channel.k8s.io',
];

/** How long a client has to hang up after it was told the end. */
const FAREWELL_MS = 5_000;
const NORMAL_CLOSURE = 1000;

export async function acceptCommandWebSocket(
  upgrade: Upgrade,
  subprotocol: string,
  streams: CommandStreams,
): Promise<CommandClient> {
  const socket = await acceptWebSocket(upgrade, subprotocol);
  const channels = openChannels(socket, subprotocol);
  const queue = createByteQueue();
  const gone = new AbortController();
  socket.once('close', () => {
    queue.fail(new Error('the client has hung up'));
    gone.abort();
  });
  const knownInput = inputChannels(subprotocol, streams);
  channels.onFrame((frame) => {
    if (!knownInput.has(frame.channel)) return;
    for (const bytes of framesOf(frame)) queue.put(bytes);
    if (queue.isFull() && !socket.isPaused) pause(socket, queue.whenRoom());
  });
  return {
    gone: gone.signal,
    input: (signal) => queue.chunks(signal),
    send: (frame: Frame) => channels.send(frame),
    async finish(end) {
      await channels.send({ channel: frameChannel.result, data: lastWords(end, subprotocol) });
      socket.close(NORMAL_CLOSURE);
      await Promise.race([once(socket, 'close'), sleep(FAREWELL_MS, undefined, { ref: false })]);
      socket.terminate();
    },
  };
}

function inputChannels(subprotocol: string, { stdin, tty }: CommandStreams): Set<number> {
  const { close } = frameChannel;
  return new Set([
    ...(stdin ? [frameChannel.stdin] : []),
    ...(tty ? [frameChannel.resize] : []),
    ...(stdin && subprotocol.startsWith('v5.') ? [close] : []),
  ]);
}

function pause(socket: WebSocket, until: Promise<void>): void {
  socket.pause();
  void until.then(() => socket.resume());
}
