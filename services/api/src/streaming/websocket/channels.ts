import type { Frame } from '@flotilla/bus';
import type { RawData, WebSocket } from 'ws';

/** Messages of several channels over one WebSocket. Source: the reference's `channel.k8s.io` protocols. */
export interface Channels {
  /** Told of each message until the connection ends. */
  onFrame(listener: (frame: Frame) => void): void;
  /** Resolves when it is on its way. */
  send(frame: Frame): Promise<void>;
}

/** Bytes as they are, the channel's number before them; or, in base64 text, its digit. */
export function openChannels(socket: WebSocket, subprotocol: string): Channels {
  const isText = subprotocol.includes('base64');
  return {
    onFrame(listener) {
      socket.on('message', (message: RawData) => {
        const bytes = Array.isArray(message) ? Buffer.concat(message) : Buffer.from(message as Buffer);
        if (bytes.length > 0) listener(isText ? readText(bytes.toString('latin1')) : readBytes(bytes));
      });
    },
    send: (frame) =>
      new Promise((resolve, reject) => {
        const message = isText ? textOf(frame) : bytesOf(frame);
        socket.send(message, { binary: !isText }, (error) => (error ? reject(error) : resolve()));
      }),
  };
}

function readBytes(message: Buffer): Frame {
  return { channel: message[0] ?? 0, data: message.subarray(1) };
}

function readText(message: string): Frame {
  return { channel: message.charCodeAt(0) - DIGIT, data: Buffer.from(message.slice(1), 'base64') };
}

function bytesOf({ channel, data }: Frame): Uint8Array {
  return Buffer.concat([Buffer.of(channel), data]);
}

function textOf({ channel, data }: Frame): string {
  return String.fromCharCode(DIGIT + channel) + Buffer.from(data).toString('base64');
}

const DIGIT = '0'.charCodeAt(0);
