import { homedir } from 'node:os';
import { join } from 'node:path';

/** What was fetched for this user and can be fetched again; the launcher keeps Node and pnpm there too. */
export function cacheFolder(): string {
  return join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'flotilla');
}
