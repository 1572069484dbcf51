import type { Kind } from '@flotilla/kinds';
import { atRevision, type Entry, facetsOf } from '../cache/entry.ts';
import type { CacheEvent } from '../cache/history.ts';
import { viewOf } from '../kind/resource.ts';

/** Which objects a reader asked for. */
export interface Selection {
  /** Empty: all namespaces, or a cluster-scoped kind. */
  readonly namespace: string;
  readonly labels?: (labels: Readonly<Record<string, string>>) => boolean;
  readonly fields?: (fields: Readonly<Record<string, string>>) => boolean;
  /** The view whose names the fields have; absent: they have those of the stored kind. */
  readonly view?: Kind;
}

export function selects(selection: Selection, entry: Entry): boolean {
  if (selection.namespace !== '' && selection.namespace !== entry.namespace) return false;
  if (selection.fields !== undefined && !selection.fields(fieldsOf(selection, entry))) return false;
  return selection.labels === undefined || selection.labels(entry.labels());
}

function fieldsOf({ view }: Selection, entry: Entry): Readonly<Record<string, string>> {
  return view === undefined ? entry.fields() : facetsOf(view, viewOf(view, entry.object())).fields;
}

/** What an event is to a reader with a selection: an object that leaves it is deleted to that reader, one that enters it is added. */
export interface SeenEvent {
  readonly type: CacheEvent['type'];
  readonly entry: Entry;
}

export function seenBy(selection: Selection, event: CacheEvent): SeenEvent | undefined {
  const before = event.before !== undefined && selects(selection, event.before);
  const after = event.type !== 'DELETED' && selects(selection, event.entry);
  if (after) return { type: before ? 'MODIFIED' : 'ADDED', entry: event.entry };
  if (!before || event.before === undefined) return undefined;
  // The last version the reader saw, under the revision at which it went.
  const entry = event.type === 'DELETED' ? event.entry : atRevision(event.before, event.revision);
  return { type: 'DELETED', entry };
}
