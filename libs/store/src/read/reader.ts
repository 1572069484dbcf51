import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { createDeadline } from '../connection/deadline.ts';
import type { Pool } from '../connection/pool.ts';
import { failureOf, translated } from '../connection/redis-errors.ts';
import { sharedKeys } from '../keys.ts';
import type { Epoch, Store } from '../store.ts';
import { readListing, readRevisions } from './list-at.ts';
import { readExpired, readObject, readPage } from './objects.ts';

export type Reader = Omit<Store, 'commit' | 'trouble' | 'close'>;

const refusingPauseMs = 100;

/** The reading half of a store. A read whose connection breaks is asked again, until the deadline. */
export function createReader(pool: Pool, deadlineMs: number): Reader {
  const read = async <T>(ask: (redis: Redis) => Promise<T>): Promise<T> => {
    const deadline = createDeadline(deadlineMs);
    for (;;) {
      const connection = await pool.connection(deadline);
      try {
        return await deadline.bound(ask(connection.redis));
      } catch (error) {
        const failure = failureOf(error);
        if (failure === 'final') throw translated(error);
        if (failure === 'refusing') await deadline.bound(sleep(refusingPauseMs));
        else pool.lost(connection);
      }
    }
  };

  return {
    get: (key) => read((redis) => readObject(redis, key)),
    page: (resource, options) => read((redis) => readPage(redis, resource, options)),
    listAt: (resource, namespace) => read((redis) => readListing(redis, resource, namespace)),
    revision: () => read(async (redis) => Number((await redis.get(sharedKeys.revision)) ?? 0)),
    resourceRevision: (resource) => read(async (redis) => (await readRevisions(redis, resource)).resource),
    epoch: () => read(readEpoch),
    expired: (resource, now, limit) => read((redis) => readExpired(redis, resource, now, limit)),
  };
}

async function readEpoch(redis: Redis): Promise<Epoch> {
  const [number, base] = await redis.hmget(sharedKeys.epoch, 'number', 'base');
  return { number: Number(number ?? 0), base: Number(base ?? 0) };
}
