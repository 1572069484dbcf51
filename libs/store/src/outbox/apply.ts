import { parseId, pathOf } from '@flotilla/machinery';
import type { Redis } from 'ioredis';
import { expiryKey, indexKey, objectKey, resourceRevisionKey, sharedKeys } from '../keys.ts';
import { loadScript, runScript } from '../scripts/script.ts';
import { metaOfEntry, type OutboxEntry } from './entry.ts';

const script = loadScript(['write.lua', 'apply.lua']);

/** Resolves with the revision that Redis then has. */
export async function applyEntry(redis: Redis, entry: Omit<OutboxEntry, 'written'>): Promise<number> {
  const key = parseId(entry.id);
  const meta = metaOfEntry(entry);
  const { revision, outbox, written, relayed, counters } = sharedKeys;
  const { resource } = key;
  const keys = [revision, outbox, written, relayed, counters];
  const objectKeys = [objectKey(key), indexKey(resource), resourceRevisionKey(resource), expiryKey(resource)];
  const reply = await runScript(
    redis,
    script,
    [...keys, ...objectKeys],
    [
      entry.revision,
      meta.requestId,
      entry.type,
      pathOf(key),
      meta.uid,
      entry.head,
      entry.tail,
      entry.previous ?? '',
      entry.meta,
      meta.terminating ? '1' : '',
      meta.mark ?? '',
      meta.expiresAt ?? '',
      ...Object.entries(meta.counters ?? {}).flat(),
    ],
  );
  return Number(reply);
}
