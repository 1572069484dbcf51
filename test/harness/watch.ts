import type { IncomingMessage } from 'node:http';
import { createInterface } from 'node:readline';
import type { ApiObject, Status } from './api-client.ts';
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

export function openWatch(response: IncomingMessage): Watch {
  const events: WatchEvent[] = [];
  const waiting = new Set<(event: WatchEvent) => void>();
  const ended = Promise.withResolvers<void>();
  const lines = createInterface({ input: response });
  lines.on('line', (line) => {
    const event = JSON.parse(line) as WatchEvent;
    events.push(event);
    for (const look of waiting) look(event);
  });
  // A connection that is lost ends the watch; it is no error of the test's.
  for (const source of [response, lines]) source.on('error', () => {});
  response.on('close', () => ended.resolve());
  return {
    events,
    ended: ended.promise,
    async until(what, fits) {
      const past = events.find(fits);
      if (past !== undefined) return past;
      const found = Promise.withResolvers<WatchEvent>();
      const look = (event: WatchEvent) => fits(event) && found.resolve(event);
      waiting.add(look);
      try {
        return await within(`an event: ${what}`, found.promise);
      } finally {
        waiting.delete(look);
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
