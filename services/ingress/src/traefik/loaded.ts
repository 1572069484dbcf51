import { type Clock, pause } from '@flotilla/controller';
import { REVISION_HEADER, REVISION_NAME } from './configuration.ts';

const ASK_EVERY_MS = 20;
/** A configuration that is not in by then is one that Traefik refuses. */
const GIVE_UP_MS = 5_000;

/**
 * Waits until Traefik has loaded a configuration of this revision or a later one. Resolves with false where it has not
 * in time; a proxy that does not answer has nothing to load, and sends nobody anywhere.
 */
export async function untilLoaded(apiUrl: string, revision: number, clock: Clock, signal: AbortSignal) {
  const url = `${apiUrl}/api/http/middlewares/${REVISION_NAME}@file`;
  for (const until = clock.now() + GIVE_UP_MS; clock.now() < until && !signal.aborted; ) {
    const loaded = await loadedRevision(url, signal);
    if (loaded === 'no answer' || (loaded ?? 0) >= revision) return true;
    await pause(clock, ASK_EVERY_MS, signal);
  }
  return false;
}

async function loadedRevision(url: string, signal: AbortSignal): Promise<number | undefined | 'no answer'> {
  try {
    const answer = await fetch(url, { signal });
    if (!answer.ok) return undefined;
    const { headers } = (await answer.json()) as {
      headers?: { customRequestHeaders?: Record<string, string> };
    };
    return Number(headers?.customRequestHeaders?.[REVISION_HEADER]);
  } catch {
    return 'no answer';
  }
}
