import { readFileSync } from 'node:fs';
import type { StoreConnection } from '@flotilla/store';
import { Redis, type RedisOptions } from 'ioredis';

/**
 * A connection as BullMQ needs it: it reconnects for ever and answers in the shapes of RESP2. What is asked of it while
 * Redis is away fails at once: timers are hints, and a heap of them is worth nothing later.
 */
export function createTimerRedis(store: StoreConnection): Redis {
  const options: RedisOptions & { replyMapping: 'legacy' } = {
    maxRetriesPerRequest: null,
    enableOfflineQueue: false,
    replyMapping: 'legacy',
    connectionName: 'flotilla-timers',
    ...(store.username === undefined ? {} : { username: store.username }),
    ...(store.password === undefined ? {} : { password: store.password }),
    ...(store.tlsAuthorityFile === undefined ? {} : { tls: { ca: readFileSync(store.tlsAuthorityFile) } }),
    ...('url' in store ? {} : { path: store.socketPath }),
  };
  return 'url' in store ? new Redis(store.url, options) : new Redis(options);
}
