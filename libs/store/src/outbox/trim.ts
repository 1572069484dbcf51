import type { Redis } from 'ioredis';
import { sharedKeys } from '../keys.ts';
import { decodeEntries, metaOfEntry, type OutboxEntry } from './entry.ts';

/**
 * What stays of the entries that are in the stream already: those that are both young and few enough. NATS does not
 * sync its files at each write, so after a power cut the outbox has to make up for what the stream lost.
 */
export interface Keep {
  /** Milliseconds since 1970: what was committed before this may go. */
  readonly since: number;
  readonly bytes: number;
}

/** Drops entries up to the revision `relayed`, but for what is to be kept; resolves with how many. */
export async function trimOutbox(redis: Redis, relayed: number, keep: Keep): Promise<number> {
  const last = await entryFrom(redis, relayed);
  const first = await entryFrom(redis, 0);
  if (first === undefined || last?.revision !== relayed) return 0;
  const isKept = (entry: OutboxEntry) =>
    entry.written > last.written - keep.bytes && metaOfEntry(entry).time >= keep.since;
  const firstKept = await search(redis, { from: first.revision, to: relayed }, isKept);
  return firstKept === first.revision ? 0 : dropBefore(redis, firstKept);
}

/** The first revision whose entry is kept; both age and bytes only fall along the outbox. The last is always kept. */
async function search(
  redis: Redis,
  { from, to }: { from: number; to: number },
  isKept: (entry: OutboxEntry) => boolean,
): Promise<number> {
  let [low, high] = [from, to];
  while (low < high) {
    const middle = low + Math.floor((high - low) / 2);
    // Revisions are not contiguous where an epoch began.
    const entry = await entryFrom(redis, middle);
    if (entry === undefined || entry.revision > high || isKept(entry)) high = middle;
    else low = entry.revision + 1;
  }
  return low;
}

async function entryFrom(redis: Redis, revision: number): Promise<OutboxEntry | undefined> {
  return decodeEntries(await redis.xrangeBuffer(sharedKeys.outbox, `${revision}-0`, '+', 'COUNT', 1))[0];
}

/** In steps that do not hold Redis up: it drops only whole blocks of a stream, a limited number at a time. */
async function dropBefore(redis: Redis, revision: number): Promise<number> {
  let dropped = 0;
  for (;;) {
    const count = await redis.xtrim(sharedKeys.outbox, 'MINID', '~', `${revision}-0`);
    dropped += count;
    if (count === 0) return dropped;
  }
}
