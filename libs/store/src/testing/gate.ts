import { Redis } from 'ioredis';
import { sharedKeys } from '../keys.ts';

/** Does what a relay does on an empty Redis: begins the first epoch and lets the running server commit. */
export async function openGate(connection: { socketPath: string; password: string }): Promise<void> {
  const redis = new Redis({ path: connection.socketPath, password: connection.password });
  const server = await redis.info('server');
  await redis.hsetnx(sharedKeys.epoch, 'number', 1);
  await redis.hsetnx(sharedKeys.epoch, 'base', 0);
  await redis.set(sharedKeys.gate, /run_id:(\w+)/.exec(server)?.[1] ?? '');
  redis.disconnect();
}
