import { globSync, statSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../../..');

/** The code that decides what is written for processes: a newer Flotilla may write other settings or permissions. */
const writers = [
  'cli/src/prepare/*.ts',
  'libs/bus/src/credentials/*.ts',
  'libs/process/src/settings.ts',
  'libs/store/src/server-config.ts',
];

/** When that code last changed on this machine, in milliseconds since 1970. */
export function writersChangedAt(): number {
  const times = globSync(writers, { cwd: root }).map((path) => statSync(join(root, path)).mtimeMs);
  return Math.max(...times);
}
