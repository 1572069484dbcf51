import { badRequestError } from '@flotilla/machinery';
import type { SeenEvent, WatchSink } from '@flotilla/registry';
import { answerFormOf } from '../render/answer-form.ts';
import { createEventRenderer, type EventRenderer } from '../render/watch-event.ts';
import { listOptionsOf, wholeNumber } from '../request/list-options.ts';
import { isTrue, type ResourceRequest } from '../request/request.ts';
import { EventStream } from './event-stream.ts';
import type { VerbDeps } from './verb.ts';

/** Source: the reference ends watches that name no time after 30 to 60 minutes, so that clients spread anew. */
const UNASKED_SECONDS = 1800;
/** What a timer of Node can hold. */
const LONGEST_MS = 2 ** 31 - 1;
const BOOKMARK_MS = 60_000;
/** Source: the reference tells how far a watch has come right before its time is up. */
const LAST_BOOKMARK_MS = 2000;

/** GET of a collection with `watch`: events, a JSON line each, until the client goes or the time is up. */
export async function watch({ registry, now, logger }: VerbDeps, request: ResourceRequest): Promise<void> {
  const { kind, query, response } = request;
  const render = createEventRenderer(kind, answerFormOf(request), now);
  const { selection, resourceVersion = '' } = listOptionsOf(request);
  const initial = initialEventsOf(query);
  const timeoutMs = timeoutMsOf(query);
  const hasBookmarks = isTrue(query.get('allowWatchBookmarks'));
  const stream = new EventStream(response, (error) => logger.error('watch event not written', { error }));
  const told = sinkOf(stream, render);
  const sink = initial && hasBookmarks ? { ...told, state: withEnd(told.state, stream, render) } : told;
  const options = { selection, resourceVersion, ...(initial === undefined ? {} : { sendInitialEvents: initial }) };
  const watching = await registry.watch(kind, options, sink);
  const tellPlace = (): void => {
    if (hasBookmarks) stream.write([render.bookmark(watching.revision())], 0);
  };
  const timers = [
    setTimeout(() => stream.end(), timeoutMs),
    setTimeout(tellPlace, Math.max(timeoutMs - LAST_BOOKMARK_MS, 0)),
    setInterval(tellPlace, BOOKMARK_MS),
  ];
  stream.open(() => {
    timers.forEach(clearTimeout);
    watching.stop();
  });
}

function sinkOf(stream: EventStream, render: EventRenderer): WatchSink {
  return {
    events: (events) => stream.write(Iterator.from(events).map(render.event), sizeOf(events)),
    // The cache holds these objects anyway.
    state: (entries) => stream.write(Iterator.from(entries).map(render.event), 0),
    expired(message) {
      stream.write([render.expired(message)], 0);
      stream.end();
    },
  };
}

/** Marks the end of the present state with a bookmark. */
function withEnd(state: WatchSink['state'], stream: EventStream, render: EventRenderer): WatchSink['state'] {
  return (entries, revision) => {
    state(entries, revision);
    stream.write([render.initialEnd(revision)], 0);
  };
}

function sizeOf(events: readonly SeenEvent[]): number {
  return events.reduce((bytes, { entry }) => bytes + entry.body.length, 0);
}

/** What the client asks for, as far as a timer can hold it; by itself a watch lasts half an hour to an hour. */
function timeoutMsOf(query: URLSearchParams): number {
  const seconds = wholeNumber(query, 'timeoutSeconds') || UNASKED_SECONDS * (1 + Math.random());
  return Math.min(Math.max(seconds, 0) * 1000, LONGEST_MS);
}

/** Whether the present state is to be told first; undefined where the client leaves that to its resourceVersion. */
function initialEventsOf(query: URLSearchParams): boolean | undefined {
  const text = query.get('sendInitialEvents');
  if (text === null) return undefined;
  if (text === 'true' || text === 'false') return text === 'true';
  throw badRequestError(`strconv.ParseBool: parsing ${JSON.stringify(text)}: invalid syntax`);
}
