import { badRequestError } from '@flotilla/machinery';
import type { SeenEvent, WatchSink } from '@flotilla/registry';
import { representationOf } from '../render/representation.ts';
import { parseIncludeObject } from '../render/table.ts';
import { createEventRenderer } from '../render/watch-event.ts';
import { listOptionsOf, wholeNumber } from '../request/list-options.ts';
import { isTrue, type ResourceRequest } from '../request/request.ts';
import { createEventStream } from './event-stream.ts';
import type { VerbDeps } from './verb.ts';

/** Source: the reference ends watches that name no time after 30 to 60 minutes, so that clients spread anew. */
const TIMEOUT_SECONDS = { least: 1800, spread: 1800 };
const BOOKMARK_MS = 60_000;
/** Source: the reference tells how far a watch has come right before its time is up. */
const LAST_BOOKMARK_SECONDS = 2;

/** GET of a collection with `watch`: events, a JSON line each, until the client goes or the time is up. */
export async function watch({ registry, now }: VerbDeps, request: ResourceRequest): Promise<void> {
  const { kind, http, query, response } = request;
  const render = createEventRenderer(kind, representationOf(http.headers.accept), {
    rowObject: parseIncludeObject(query.get('includeObject')),
    now,
  });
  const { selection, resourceVersion = '' } = listOptionsOf(request);
  const initial = initialEventsOf(query);
  const bookmarks = isTrue(query.get('allowWatchBookmarks'));
  const stream = createEventStream(response);
  const sink: WatchSink = {
    events: (events: readonly SeenEvent[]) => stream.write(events.map(render.event)),
    initialEnd(revision) {
      if (initial && bookmarks) stream.write([render.initialEnd(revision)]);
    },
    expired(message) {
      stream.write([render.expired(message)]);
      stream.end();
    },
  };
  const options = { selection, resourceVersion, ...(initial === undefined ? {} : { sendInitialEvents: initial }) };
  const watching = await registry.watch(kind, options, sink);
  const timeoutSeconds =
    wholeNumber(query, 'timeoutSeconds') || TIMEOUT_SECONDS.least + Math.random() * TIMEOUT_SECONDS.spread;
  const tellPlace = (): void => {
    if (bookmarks) stream.write([render.bookmark(watching.revision())]);
  };
  const timeout = setTimeout(() => stream.end(), timeoutSeconds * 1000);
  const lastBookmark = setTimeout(tellPlace, Math.max(timeoutSeconds - LAST_BOOKMARK_SECONDS, 0) * 1000);
  const bookmark = setInterval(tellPlace, BOOKMARK_MS);
  stream.onEnd(() => {
    clearTimeout(timeout);
    clearTimeout(lastBookmark);
    clearInterval(bookmark);
    watching.stop();
  });
}

/** Whether the present state is to be told first; undefined where the client leaves that to its resourceVersion. */
function initialEventsOf(query: URLSearchParams): boolean | undefined {
  const text = query.get('sendInitialEvents');
  if (text === null) return undefined;
  if (text === 'true' || text === 'false') return text === 'true';
  throw badRequestError(`strconv.ParseBool: parsing ${JSON.stringify(text)}: invalid syntax`);
}
