import type { Redis } from 'ioredis';
import { sharedKeys } from '../keys.ts';
import { decodeEntries, metaOfEntry } from '../outbox/entry.ts';

const entriesAtOnce = 200;

/**
 * The first revision of the commit with this request id, if the outbox holds one after `after`. For a commit whose
 * answer was lost and whose objects do not tell any more: others wrote them since, or it deleted them.
 */
export async function findCommitted(redis: Redis, requestId: string, after: number): Promise<number | undefined> {
  let from = after;
  for (;;) {
    const reply = await redis.xrangeBuffer(sharedKeys.outbox, `(${from}-0`, '+', 'COUNT', entriesAtOnce);
    const entries = decodeEntries(reply);
    const found = entries.find((entry) => metaOfEntry(entry).requestId === requestId);
    if (found) return found.revision;
    const last = entries.at(-1);
    if (last === undefined) return undefined;
    from = last.revision;
  }
}
