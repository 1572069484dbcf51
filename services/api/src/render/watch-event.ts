import type { Kind } from '@flotilla/kinds';
import { expiredError, partialObjectMetadata, withoutHead } from '@flotilla/machinery';
import { apiVersionOf, decodeBody, type SeenEvent, toLatin1, viewBody } from '@flotilla/registry';
import type { AnswerForm } from './answer-form.ts';
import type { Representation } from './representation.ts';
import { tableOf } from './table.ts';

/** Makes the lines of one watch, as latin1 bytes. */
export interface EventRenderer {
  event(event: SeenEvent): string;
  bookmark(revision: number): string;
  /** The bookmark after the state that was told first. */
  initialEnd(revision: number): string;
  expired(message: string): string;
}

export function createEventRenderer(
  kind: Kind,
  { representation, rowObject }: AnswerForm,
  now: () => number,
): EventRenderer {
  let headSent = false;
  const inForm = (body: string, revision: number): string => {
    if (representation === 'object') return body;
    const object = decodeBody(body);
    if (representation === 'metadata') return toLatin1(JSON.stringify(partialObjectMetadata(object)));
    const form = { rowObject, now: now() };
    const whole = tableOf(kind, { resourceVersion: `${revision}` }, [object], form);
    const row = headSent ? withoutHead(whole) : whole;
    headSent = true;
    return toLatin1(JSON.stringify(row));
  };
  return {
    event: ({ type, entry }) => line(type, inForm(viewBody(kind, entry.body, entry.revision), entry.revision)),
    bookmark: (revision) => line('BOOKMARK', bookmarkObject(kind, representation, { resourceVersion: `${revision}` })),
    initialEnd: (revision) =>
      line(
        'BOOKMARK',
        bookmarkObject(kind, representation, { resourceVersion: `${revision}`, annotations: INITIAL_END }),
      ),
    expired: (message) => line('ERROR', JSON.stringify(expiredError(message).status)),
  };
}

function line(type: string, object: string): string {
  return `{"type":"${type}","object":${object}}\n`;
}

interface BookmarkMetadata {
  readonly resourceVersion: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

const INITIAL_END = { 'k8s.io/initial-events-end': 'true' };

function bookmarkObject(kind: Kind, representation: Representation, bookmark: BookmarkMetadata): string {
  const metadata = { creationTimestamp: null, ...bookmark };
  const whole = representation === 'object';
  const apiVersion = whole ? apiVersionOf(kind) : 'meta.k8s.io/v1';
  const object = { kind: whole ? kind.kind : 'PartialObjectMetadata', apiVersion, metadata };
  if (representation !== 'table') return JSON.stringify(object);
  const { resourceVersion } = bookmark;
  const rows = [{ cells: [], object }];
  return JSON.stringify({ kind: 'Table', apiVersion, metadata: { resourceVersion }, columnDefinitions: null, rows });
}
