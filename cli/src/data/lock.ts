import { spawnSync } from 'node:child_process';
import { closeSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';

/** Held by the one process that may run on a data folder. The kernel releases it when that process ends. */
export interface Lock {
  release(): void;
}

/** Undefined where another process holds it. */
export function tryLock(path: string): Lock | undefined {
  const file = openSync(path, 'a+', 0o600);
  // A lock of flock(2) belongs to the opened file, which this process shares with the child and keeps open after it.
  const { status, error } = spawnSync('flock', ['--nonblock', '3'], { stdio: ['ignore', 'ignore', 'ignore', file] });
  if (error) throw new Error('Cannot lock the data folder: flock (of util-linux) must be on PATH', { cause: error });
  if (status !== 0) {
    closeSync(file);
    return undefined;
  }
  ftruncateSync(file);
  writeSync(file, `${process.pid}\n`);
  return { release: () => closeSync(file) };
}

/** The pid that holds the lock, or held it last. */
export function lockHolder(path: string): string {
  return readFileSync(path, 'utf8').trim();
}
