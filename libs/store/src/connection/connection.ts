import { readFileSync } from 'node:fs';
import { Redis, type RedisOptions } from 'ioredis';

/** Replies in the shapes of RESP2, whichever protocol is spoken. */
type LegacyOptions = RedisOptions & { replyMapping: 'legacy' };

/** Where Redis is. */
export type StoreAddress =
  | { readonly socketPath: string }
  /** `redis://host:port`, or `rediss://…` for TLS. */
  | { readonly url: string };

export type StoreConnection = StoreAddress & {
  readonly username?: string;
  readonly password?: string;
  /** PEM file that the server's certificate is checked with, in place of the system's authorities. */
  readonly tlsAuthorityFile?: string;
};

/** A connection that is up, and the server at its other end. Once lost, it fails what is asked of it. */
export interface Connection {
  readonly redis: Redis;
  /** Changes whenever the server restarts: what the gate compares. */
  readonly runId: string;
}

/**
 * A client that never sends anything twice by itself: a command whose answer was lost may have been applied, and only
 * the caller knows how to ask. It reconnects, but queues nothing meanwhile.
 */
export function createRedis(connection: StoreConnection, options: RedisOptions): Redis {
  const safe: LegacyOptions = {
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    lazyConnect: true,
    // While Redis loads its append-only file the client asks again this often.
    maxLoadingRetryTime: 100,
    ...(connection.username === undefined ? {} : { username: connection.username }),
    ...(connection.password === undefined ? {} : { password: connection.password }),
    ...(connection.tlsAuthorityFile === undefined ? {} : { tls: { ca: readFileSync(connection.tlsAuthorityFile) } }),
    ...('url' in connection ? {} : { path: connection.socketPath }),
    ...options,
    replyMapping: 'legacy',
  };
  return 'url' in connection ? new Redis(connection.url, safe) : new Redis(safe);
}

/** Asks the server at the other end for its run_id. */
export async function runIdOf(redis: Redis): Promise<string> {
  const found = /^run_id:(\w+)/m.exec(await redis.info('server'))?.[1];
  if (found === undefined) throw new Error('Cannot use this server: INFO must name a run_id, got none');
  return found;
}
