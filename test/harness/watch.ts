import type { IncomingMessage } from 'node:http';
import type { ApiObject, Status } from './api-object.ts';
import { within } from './until.ts';

export interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  /** A {@link Status} where the type is ERROR. */
  readonly object: ApiObject;
}

/** A watch whose events are kept as they come. */
export interface Watch {
  /** All so far. */
  readonly events: readonly WatchEvent[];
  /** Resolves with the first event, of the past or to come, that fits. */
  until(what: string, fits: (event: WatchEvent) => boolean): Promise<WatchEvent>;
  /** Resolves when the server has ended it, or the connection is lost. */
  readonly ended: Promise<void>;
  close(): void;
}

export function openWatch(response: IncomingMessage, onEvent: (event: WatchEvent) => void = () => {}): Watch {
  const events: WatchEvent[] = [];
  const listeners = new Set([onEvent]);
  const ended = Promise.withResolvers<void>();
  readLines(response, (line) => {
    const event = JSON.parse(line) as WatchEvent;
    events.push(event);
    for (const listener of listeners) listener(event);
  });
  // A connection that is lost ends the watch; it is no error of the test's.
  response.on('error', () => {});
  response.on('close', () => ended.resolve());
  return {
    events,
    ended: ended.promise,
    async until(what, fits) {
      const past = events.find(fits);
      if (past !== undefined) return past;
      const found = Promise.withResolvers<WatchEvent>();
      const look = (event: WatchEvent) => {
        if (fits(event)) found.resolve(event);
      };
      listeners.add(look);
      try {
        return await within(`an event: ${what}`, found.promise);
      } finally {
        listeners.delete(look);
      }
    },
    close() {
      response.destroy();
    },
  };
}

/** What an ERROR event holds. */
export function statusOf(event: WatchEvent): Status {
  return event.object as unknown as Status;
}

/** Whole lines only: a connection that is lost may leave half of one. */
function readLines(response: IncomingMessage, onLine: (line: string) => void): void {
  let rest = '';
  response.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    lines.forEach(onLine);
  });
}
