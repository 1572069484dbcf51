import { type ObjectKey, parsePath } from '@flotilla/machinery';
import type { Redis } from 'ioredis';
import { textOf } from '../body.ts';
import { expiryKey, indexKey, objectKey } from '../keys.ts';
import type { Page, StoredObject } from '../store.ts';

const fields = ['h', 't', 'r', 'u'] as const;

export async function readObject(redis: Redis, key: ObjectKey): Promise<StoredObject | undefined> {
  return decodeObject(key, await redis.hmgetBuffer(objectKey(key), ...fields));
}

export interface PageOptions {
  readonly namespace?: string;
  readonly from?: string;
  readonly limit: number;
}

/** An object that is deleted between the index and its own reading is left out. */
export async function readPage(redis: Redis, resource: string, options: PageOptions): Promise<Page> {
  const { namespace, from, limit } = options;
  const start = from ?? (namespace === undefined ? undefined : `${namespace}/`);
  // '0' is the character after '/'.
  const end = namespace === undefined ? '+' : `(${namespace}0`;
  const first = start === undefined ? '-' : `[${start}`;
  const paths = await redis.zrangebylex(indexKey(resource), first, end, 'LIMIT', 0, limit + 1);
  return { objects: await readPaths(redis, resource, paths.slice(0, limit)), next: paths[limit] };
}

export async function readExpired(redis: Redis, resource: string, now: number, limit: number): Promise<StoredObject[]> {
  const paths = await redis.zrangebyscore(expiryKey(resource), '-inf', now, 'LIMIT', 0, limit);
  return readPaths(redis, resource, paths);
}

async function readPaths(redis: Redis, resource: string, paths: readonly string[]): Promise<StoredObject[]> {
  const keys = paths.map((path): ObjectKey => ({ resource, ...parsePath(path) }));
  const found = await Promise.all(keys.map((key) => readObject(redis, key)));
  return found.filter((object) => object !== undefined);
}

function decodeObject(key: ObjectKey, values: (Buffer | null)[]): StoredObject | undefined {
  const [head, tail, revision, uid] = values;
  if (!head || !tail || !revision || !uid) return undefined;
  const digits = textOf(revision);
  return { key, uid: uid.toString(), revision: Number(digits), body: textOf(head) + digits + textOf(tail) };
}
