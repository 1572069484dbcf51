import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../cache-folder.ts';
import { findProgram } from './tools.ts';

/** The version that is tested. */
const version = '3.6.12';

/** Where a Traefik is: named by `FLOTILLA_TRAEFIK`, on PATH, or built into the cache. */
export function findTraefik(): string | undefined {
  const named = process.env.FLOTILLA_TRAEFIK;
  if (named !== undefined && named !== '') return named;
  return findProgram('traefik') ?? (existsSync(builtTraefik()) ? builtTraefik() : undefined);
}

/** Where images/build-traefik.sh leaves one. */
export function builtTraefik(): string {
  return join(cacheFolder(), `traefik-${version}`);
}
