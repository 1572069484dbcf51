import type { Redis } from 'ioredis';
import type { Log } from '../log.ts';
import { type Connection, createRedis, runIdOf, type StoreConnection } from './connection.ts';
import type { Deadline } from './deadline.ts';

export interface Pool {
  /** A connection that is up, each in turn; waits for one until the deadline. */
  connection(deadline: Deadline): Promise<Connection>;
  /** To be told of a connection that failed: it is not handed out again, even where its end has not been noticed yet. */
  lost(connection: Connection): void;
  close(): void;
}

export interface PoolOptions {
  readonly connection: StoreConnection;
  readonly size: number;
  /** A connection that answers nothing for so long is given up. */
  readonly silenceMs: number;
  readonly log: Log;
}

/** Connections that reconnect by themselves, each used only once it knows its server. */
export function createPool({ connection, size, silenceMs, log }: PoolOptions): Pool {
  const clients: Redis[] = [];
  const up: Connection[] = [];
  let next = 0;
  let arrival = Promise.withResolvers<void>();
  let lastError: unknown;

  const arrived = (redis: Redis, runId: string) => {
    if (redis.status !== 'ready') return;
    up.push({ redis, runId });
    arrival.resolve();
    arrival = Promise.withResolvers();
  };

  const remove = (connection: Connection | undefined) => {
    if (connection === undefined || !up.includes(connection)) return;
    up.splice(up.indexOf(connection), 1);
    connection.redis.disconnect(true);
    if (up.length === 0) log.warn('lost every connection to Redis');
  };

  const add = () => {
    const redis = createRedis(connection, {
      socketTimeout: silenceMs,
      retryStrategy: (attempt) => Math.min(20 * attempt, 500),
    });
    redis.on('ready', () => {
      runIdOf(redis).then(
        (runId) => arrived(redis, runId),
        () => redis.disconnect(true),
      );
    });
    redis.on('close', () => remove(up.find((one) => one.redis === redis)));
    redis.on('error', (error: unknown) => {
      lastError = error;
    });
    // Its failure is told to 'error' as well, and tried again.
    redis.connect().catch(() => {});
    clients.push(redis);
  };

  for (let index = 0; index < size; index += 1) add();

  return {
    async connection(deadline) {
      for (;;) {
        next += 1;
        const found = up[next % up.length];
        if (found) return found;
        await deadline.bound(arrival.promise).catch(() => {
          throw deadline.over(lastError);
        });
      }
    },
    lost: remove,
    close() {
      for (const redis of clients) redis.disconnect();
    },
  };
}
