import { pathOf } from '@flotilla/machinery';
import type { Redis } from 'ioredis';
import { StoreError } from '../errors.ts';
import { resourceRevisionKey, sharedKeys } from '../keys.ts';
import { bodyOfEntry, decodeEntries, keyOfEntry, metaOfEntry, type OutboxEntry } from '../outbox/entry.ts';
import type { StoredObject } from '../store.ts';
import { readPage } from './objects.ts';

const objectsAtOnce = 500;
const entriesAtOnce = 200;

export interface Listing {
  readonly objects: StoredObject[];
  readonly revision: number;
}

/**
 * Pages are read one after the other, so each is of its own moment. What was committed from before the first until
 * after the last is then applied in order: whatever a page missed or had already, the outcome is as of the end.
 */
export async function readListing(redis: Redis, resource: string, namespace: string | undefined): Promise<Listing> {
  const before = await readRevisions(redis, resource);
  const found = await readPages(redis, resource, namespace);
  const after = await readRevisions(redis, resource);
  if (after.resource > before.all) {
    const inListing = (entry: OutboxEntry) => isOf(entry, resource, namespace);
    await applyEntries(redis, found, { after: before.all, until: after.all, inListing });
  }
  const paths = [...found.keys()].sort(byBytes);
  return { objects: paths.flatMap((path) => found.get(path) ?? []), revision: after.all };
}

export async function readRevisions(redis: Redis, resource: string): Promise<{ all: number; resource: number }> {
  const [all, ofResource] = await redis.mget(sharedKeys.revision, resourceRevisionKey(resource));
  return { all: Number(all ?? 0), resource: Number(ofResource ?? 0) };
}

async function readPages(
  redis: Redis,
  resource: string,
  namespace: string | undefined,
): Promise<Map<string, StoredObject>> {
  const found = new Map<string, StoredObject>();
  let from: string | undefined;
  do {
    const page = await readPage(redis, resource, {
      limit: objectsAtOnce,
      ...(namespace === undefined ? {} : { namespace }),
      ...(from === undefined ? {} : { from }),
    });
    for (const object of page.objects) found.set(pathOf(object.key), object);
    from = page.next;
  } while (from !== undefined);
  return found;
}

interface Changes {
  readonly after: number;
  readonly until: number;
  inListing(entry: OutboxEntry): boolean;
}

async function applyEntries(redis: Redis, found: Map<string, StoredObject>, changes: Changes): Promise<void> {
  let position = changes.after;
  while (position < changes.until) {
    const range = [`${position + 1}-0`, `${changes.until}-0`] as const;
    const entries = decodeEntries(await redis.xrangeBuffer(sharedKeys.outbox, ...range, 'COUNT', entriesAtOnce));
    if (entries[0]?.revision !== position + 1) throw trimmed(position + 1);
    for (const entry of entries) {
      if (changes.inListing(entry)) applyEntry(found, entry);
      position = entry.revision;
    }
  }
}

function applyEntry(found: Map<string, StoredObject>, entry: OutboxEntry): void {
  const key = keyOfEntry(entry);
  if (entry.type === 'DELETED') {
    found.delete(pathOf(key));
    return;
  }
  const { uid } = metaOfEntry(entry);
  found.set(pathOf(key), { key, uid, revision: entry.revision, body: bodyOfEntry(entry) });
}

function isOf(entry: OutboxEntry, resource: string, namespace: string | undefined): boolean {
  return entry.id.startsWith(namespace === undefined ? `${resource}:` : `${resource}:${namespace}/`);
}

function trimmed(revision: number): StoreError {
  return new StoreError(
    'retry',
    `Cannot list at one revision: the outbox must hold ${revision}, which it no longer does`,
  );
}

/** Redis' order of index members. */
function byBytes(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}
