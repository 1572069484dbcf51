import type { Duplex } from 'node:stream';
import {
  dataHeader,
  goAwayFrame,
  pingFrame,
  readSpdyFrames,
  replyFrame,
  resetFrame,
  type SpdyFrame,
} from './frames.ts';
import { createEmptyHeaders, createHeaderReader } from './headers.ts';

/** What a client does with streams. */
export type StreamEvent =
  | {
      readonly is: 'opened';
      readonly id: number;
      readonly headers: ReadonlyMap<string, string>;
      readonly last: boolean;
    }
  | Extract<SpdyFrame, { is: 'data' | 'reset' }>;

/** The server's end of a SPDY connection. Nothing is read while an event is being dealt with. */
export interface SpdyConnection {
  /** Once. Ends with the connection, or when the client says goodbye. */
  events(): AsyncIterable<StreamEvent>;
  accept(id: number): void;
  /** Resolves when more may be sent. Rejects when the connection has ended. */
  send(id: number, data: Uint8Array): Promise<void>;
  /** Nothing more follows on the stream. */
  finish(id: number): void;
  reset(id: number, why: 'refused' | 'cancelled'): void;
  /** Says goodbye and ends the connection. */
  close(): void;
}

/** How often a client hears of us: one that is gone is noticed by writing only. */
const PING_MS = 5_000;
const FIRST_PING = 2;

export function openSpdyConnection(socket: Duplex): SpdyConnection {
  const emptyHeaders = createEmptyHeaders();
  const headers = createHeaderReader();
  let lastStream = 0;
  let ping = FIRST_PING;
  let drained: Promise<void> | undefined;
  const write = (...parts: Uint8Array[]): void => {
    if (socket.destroyed || socket.writableEnded) return;
    socket.cork();
    for (const part of parts) socket.write(part);
    socket.uncork();
  };
  const timer = setInterval(() => {
    write(pingFrame(ping));
    ping += 2;
  }, PING_MS);
  socket.once('close', () => {
    clearInterval(timer);
    headers.close();
  });
  return {
    async *events() {
      for await (const frame of readSpdyFrames(socket)) {
        if (frame.is === 'goAway') return;
        // What we asked is even; clients ask with odd numbers.
        if (frame.is === 'ping') {
          if (frame.id % 2 === 1) write(pingFrame(frame.id));
        } else if (frame.is === 'stream') {
          lastStream = frame.id;
          yield { is: 'opened', id: frame.id, headers: await headers.read(frame.headers), last: frame.last };
        } else yield frame;
      }
    },
    accept: (id) => write(replyFrame(id, emptyHeaders())),
    async send(id, data) {
      if (socket.destroyed) throw new Error('the client has hung up');
      write(dataHeader(id, data.length, false), data);
      if (!socket.writableNeedDrain) return;
      drained ??= whenDrained(socket).finally(() => {
        drained = undefined;
      });
      await drained;
    },
    finish: (id) => write(dataHeader(id, 0, true)),
    reset: (id, why) => write(resetFrame(id, why)),
    close() {
      write(goAwayFrame(lastStream));
      socket.end();
    },
  };
}

function whenDrained(socket: Duplex): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      socket.off('drain', done).off('close', done);
      resolve();
    };
    socket.on('drain', done).on('close', done);
  });
}
