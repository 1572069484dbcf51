import { type ObjectKey, parseId } from '@flotilla/machinery';
import { textOf } from '../body.ts';
import type { EntryMeta } from './meta.ts';

export type EntryType = 'ADDED' | 'MODIFIED' | 'DELETED';

/**
 * One committed write, as the outbox holds it. Bytes stay bytes: most entries only pass through. Fields in Redis: `v`
 * format version, `t` type, `k` key, `h` head and `b` tail of the body, `p` the previous body or empty, `m`
 * {@link EntryMeta} as JSON, `n` {@link OutboxEntry.written}.
 */
export interface OutboxEntry {
  readonly revision: number;
  readonly type: EntryType;
  /** As idOf writes it. */
  readonly id: string;
  readonly head: Buffer;
  readonly tail: Buffer;
  readonly previous?: Buffer;
  /** {@link EntryMeta} as JSON. */
  readonly meta: string;
  /** Bytes that had been written to the outbox when this entry had been. */
  readonly written: number;
}

const formatVersion = '1';

/** From the pairs of an XRANGE or XREAD reply. */
export function decodeEntries(reply: unknown): OutboxEntry[] {
  if (!Array.isArray(reply)) return [];
  return reply.map((pair: unknown) => {
    const [id, fields] = Array.isArray(pair) ? pair : [];
    return decodeEntry(String(id), fields);
  });
}

function decodeEntry(id: string, list: unknown): OutboxEntry {
  const fields = fieldsOf(list);
  const field = (name: string): Buffer => {
    const value = fields.get(name);
    if (value === undefined) throw new Error(`Cannot read outbox entry ${id}: it must have a field ${name}`);
    return value;
  };
  const version = field('v').toString();
  if (version !== formatVersion) {
    throw new Error(`Cannot read outbox entry ${id}: its format must be ${formatVersion}, got ${version}`);
  }
  const previous = field('p');
  return {
    revision: Number.parseInt(id, 10),
    type: typeOf(field('t').toString()),
    id: field('k').toString(),
    head: field('h'),
    tail: field('b'),
    ...(previous.length === 0 ? {} : { previous }),
    meta: field('m').toString(),
    written: Number(field('n').toString()),
  };
}

function fieldsOf(list: unknown): Map<string, Buffer> {
  const fields = new Map<string, Buffer>();
  if (!Array.isArray(list)) return fields;
  for (let at = 0; at + 1 < list.length; at += 2) {
    const value: unknown = list[at + 1];
    if (Buffer.isBuffer(value)) fields.set(String(list[at]), value);
  }
  return fields;
}

export function typeOf(text: string): EntryType {
  if (text === 'ADDED' || text === 'MODIFIED' || text === 'DELETED') return text;
  throw new Error(`Cannot read outbox entry: its type must be ADDED, MODIFIED or DELETED, got ${text}`);
}

export function keyOfEntry(entry: OutboxEntry): ObjectKey {
  return parseId(entry.id);
}

export function metaOfEntry(entry: Pick<OutboxEntry, 'meta'>): EntryMeta {
  return JSON.parse(entry.meta);
}

/** The whole body, with its revision in its place. */
export function bodyOfEntry(entry: OutboxEntry): string {
  return `${textOf(entry.head)}${entry.revision}${textOf(entry.tail)}`;
}
