import type { ApiClient } from './api-client.ts';
import { until } from './until.ts';
import { statusOf, type Watch, type WatchEvent } from './watch.ts';

/** Watches as a client library does: whenever it is cut off it goes on from the last revision it has seen. */
export interface Follower {
  /** All so far, over all watches. */
  readonly events: readonly WatchEvent[];
  /** Resolves when this holds of all events so far; rejects where a watch could not go on. */
  until(what: string, holds: (events: readonly WatchEvent[]) => boolean): Promise<void>;
  stop(): void;
}

const upToMs = 120_000;

/** Begins at what is there now. */
export async function follow(client: ApiClient, path: string): Promise<Follower> {
  const { resourceVersion } = (await client.list(path)).metadata;
  const course: Course = { client, path, events: [], revision: resourceVersion, stopped: false, watch: undefined };
  let trouble: unknown;
  run(course).catch((error: unknown) => {
    trouble = error;
  });
  return {
    events: course.events,
    async until(what, holds) {
      await until(what, () => (trouble !== undefined || holds(course.events) ? true : undefined), upToMs);
      if (trouble !== undefined) throw trouble;
    },
    stop() {
      course.stopped = true;
      course.watch?.close();
    },
  };
}

interface Course {
  readonly client: ApiClient;
  readonly path: string;
  readonly events: WatchEvent[];
  revision: string;
  stopped: boolean;
  watch: Watch | undefined;
}

async function run(course: Course): Promise<void> {
  const { client, path, events } = course;
  while (!course.stopped) {
    const failures: Error[] = [];
    course.watch = await until(
      'a watch is open',
      () =>
        client.watch(`${path}?watch=true&allowWatchBookmarks=true&resourceVersion=${course.revision}`, (event) => {
          if (event.type === 'ERROR') return failures.push(new Error(`The watch broke: ${statusOf(event).message}`));
          course.revision = event.object.metadata.resourceVersion;
          return event.type === 'BOOKMARK' ? undefined : events.push(event);
        }),
      upToMs,
    );
    if (course.stopped) course.watch.close();
    await course.watch.ended;
    if (failures[0] !== undefined) throw failures[0];
  }
}
