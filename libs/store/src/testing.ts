export type { TestRedis, TestRedisOptions } from './testing/redis.ts';
export { startRedis } from './testing/redis.ts';
