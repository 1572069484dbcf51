import { parseId } from '@flotilla/machinery';
import { type Msg, type MsgHdrs, headers as newHeaders } from '@nats-io/transport-node';
import type { Change, ChangeStream } from '../change.ts';
import { eventSubject } from '../subjects.ts';

/**
 * One committed write as the stream stores it: the subject tells epoch and resource, headers the rest, and the data is
 * the body, followed by the previous body where there is one. Headers: `v` format version, `t` type, `k` key, `r`
 * revision, `h` bytes of the body before its revision, `b` bytes of the body (only where more follow), `m`
 * {@link StoredEvent.meta}.
 */
export interface StoredEvent {
  readonly revision: number;
  readonly type: Change['type'];
  /** As idOf writes it. */
  readonly id: string;
  /** The body's parts around the digits of its revision. */
  readonly head: Buffer;
  readonly tail: Buffer;
  readonly previous?: Buffer;
  /**
   * JSON of who wrote it and why (user, fieldManager, time, requestId, traceparent, uid), and of what Redis needs to
   * repeat the write. Only carried here; the store writes it.
   */
  readonly meta: string;
}

const formatVersion = '1';

export interface EncodedEvent {
  readonly subject: string;
  readonly data: Uint8Array;
  readonly headers: MsgHdrs;
}

export function encodeEvent(stream: ChangeStream, event: StoredEvent): EncodedEvent {
  const { revision, type, id, head, tail, previous, meta } = event;
  const digits = Buffer.from(String(revision));
  const headers = newHeaders();
  headers.set('v', formatVersion);
  headers.set('t', type);
  headers.set('k', id);
  headers.set('r', String(revision));
  headers.set('h', String(head.length));
  if (previous) headers.set('b', String(head.length + digits.length + tail.length));
  headers.set('m', meta);
  const data = Buffer.concat(previous ? [head, digits, tail, previous] : [head, digits, tail]);
  return { subject: eventSubject(stream.epoch, parseId(id).resource), data, headers };
}

type Carried = Pick<Msg, 'data' | 'headers'>;

export function decodeEvent(revision: number, message: Carried): StoredEvent {
  const header = headersFor(revision, message);
  const { body, previous } = bodiesOf(message, header('b'));
  const headBytes = Number(header('h'));
  return {
    revision,
    type: typeOf(header('t')),
    id: header('k'),
    head: body.subarray(0, headBytes),
    tail: body.subarray(headBytes + String(revision).length),
    ...(previous === undefined ? {} : { previous }),
    meta: header('m'),
  };
}

export function decodeChange(revision: number, message: Carried): Change {
  const header = headersFor(revision, message);
  const { body, previous } = bodiesOf(message, header('b'));
  const { user, fieldManager, time, requestId, traceparent, uid }: Change = JSON.parse(header('m'));
  return {
    revision,
    type: typeOf(header('t')),
    key: parseId(header('k')),
    uid,
    body: body.toString('latin1'),
    ...(previous === undefined ? {} : { previous: previous.toString('latin1') }),
    user,
    fieldManager,
    time,
    requestId,
    ...(traceparent === undefined ? {} : { traceparent }),
  };
}

/** Throws where the message is not the event of this revision: its stream has another numbering than its name says. */
function headersFor(revision: number, { headers }: Carried): (name: string) => string {
  const header = (name: string) => headers?.get(name) ?? '';
  if (header('v') !== formatVersion) {
    throw new Error(`Cannot read event ${revision}: its format must be ${formatVersion}, got ${header('v')}`);
  }
  if (header('r') !== String(revision)) {
    throw new Error(`Cannot read event ${revision}: its place in the stream must be its own, got ${header('r')}`);
  }
  return header;
}

function bodiesOf({ data }: Carried, bodyBytes: string): { body: Buffer; previous: Buffer | undefined } {
  const all = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  if (bodyBytes === '') return { body: all, previous: undefined };
  const end = Number(bodyBytes);
  return { body: all.subarray(0, end), previous: all.subarray(end) };
}

function typeOf(text: string): Change['type'] {
  if (text === 'ADDED' || text === 'MODIFIED' || text === 'DELETED') return text;
  throw new Error(`Cannot read event: its type must be ADDED, MODIFIED or DELETED, got ${text}`);
}
