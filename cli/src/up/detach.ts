import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { logFile, openDataFolder } from '../data/data-folder.ts';
import type { DetachedMessage } from './detached-output.ts';
import { readUpOptions } from './options.ts';

/** Starts an `up` that outlives this process; resolves with 0 when a node is Ready, else with the other's exit code. */
export async function detachUp(args: readonly string[]): Promise<number> {
  const folder = openDataFolder(readUpOptions(args).options.dataPath);
  const log = openSync(logFile(folder, 'flotilla'), 'a', 0o600);
  const child = spawn(process.execPath, [join(import.meta.dirname, '../main.ts'), 'up', ...args], {
    detached: true,
    stdio: ['ignore', log, 'pipe', 'ipc'],
  });
  closeSync(log);
  child.stderr?.pipe(process.stderr);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.on('message', (message: DetachedMessage) => {
      if ('line' in message) console.log(message.line);
      else resolve(0);
    });
    child.on('exit', (code) => resolve(code ?? 1));
    child.on('error', reject);
  }).then((code) => {
    child.unref();
    child.stderr?.destroy();
    return code as number;
  });
}
