import type { Response } from 'express';

/** A response that lines are written to as they come; what comes after its end is dropped. */
export interface EventStream {
  write(lines: readonly string[]): void;
  end(): void;
  /** Told once, when the client has gone or {@link end} was called. */
  onEnd(listener: () => void): void;
}

/** A client that leaves this much unread is cut off: it can watch again from where it was. */
const UNREAD_LIMIT_BYTES = 16 * 1024 * 1024;

/** What is written in one turn of the event loop goes out as one piece. Lines are latin1. */
export function createEventStream(response: Response): EventStream {
  let waiting: string[] = [];
  let scheduled = false;
  const start = (): void => {
    if (response.headersSent) return;
    response.writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-cache, private' });
    response.flushHeaders();
  };
  const flush = (): void => {
    scheduled = false;
    if (waiting.length === 0 || response.destroyed || response.writableEnded) return;
    const lines = waiting.join('');
    waiting = [];
    start();
    response.write(lines, 'latin1');
    if (response.writableLength > UNREAD_LIMIT_BYTES) response.destroy();
  };
  const schedule = (): void => {
    if (scheduled) return;
    scheduled = true;
    setImmediate(flush);
  };
  return {
    write(lines) {
      waiting.push(...lines);
      schedule();
    },
    end() {
      flush();
      start();
      response.end();
    },
    onEnd(listener) {
      start();
      if (response.closed) listener();
      else response.once('close', listener);
    },
  };
}
