import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Redis } from 'ioredis';
import { isUnknownScript } from '../connection/redis-errors.ts';

export interface Script {
  readonly source: string;
  readonly sha: string;
}

/** Lua files of this folder, one after the other; `flags` as Redis names them in a script's first line. */
export function loadScript(files: readonly string[], flags?: string): Script {
  const parts = files.map((file) => readFileSync(new URL(file, import.meta.url), 'utf8'));
  const source = `${flags === undefined ? '' : `#!lua flags=${flags}\n`}${parts.join('\n')}`;
  return { source, sha: createHash('sha1').update(source).digest('hex') };
}

export type ScriptArgument = string | Buffer | number;

/** Runs a script by its hash, and sends the whole of it where the server does not know it yet. */
export async function runScript(
  redis: Redis,
  { sha, source }: Script,
  keys: readonly string[],
  args: readonly ScriptArgument[],
): Promise<unknown> {
  try {
    return await redis.call('EVALSHA', sha, keys.length, ...keys, ...args);
  } catch (error) {
    if (!isUnknownScript(error)) throw error;
    return redis.call('EVAL', source, keys.length, ...keys, ...args);
  }
}
