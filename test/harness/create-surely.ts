import type { ApiClient } from './api-client.ts';
import { until } from './until.ts';

const acknowledgedWithinMs = 120_000;

/**
 * Creates an object whatever happens to the servers, as a client that tries again does. Resolves when the API has
 * acknowledged it: with 201 or, where an answer was lost, by saying that it is there already.
 */
export async function createSurely(client: ApiClient, path: string, object: object): Promise<void> {
  let lost = false;
  const attempt = async (): Promise<'acknowledged' | Error | undefined> => {
    const answer = await client.send('POST', path, { body: object }).catch(() => undefined);
    if (answer?.code === 201 || (answer?.code === 409 && lost)) return 'acknowledged';
    if (answer !== undefined && !mayBeTriedAgain(answer.code)) {
      return new Error(`POST ${path}: ${answer.code} ${answer.text}`);
    }
    lost = true;
    return undefined;
  };
  const outcome = await until('the API acknowledges a write', attempt, acknowledgedWithinMs);
  if (outcome !== 'acknowledged') throw outcome;
}

/** Too many requests, and what is not there at the moment. */
function mayBeTriedAgain(code: number): boolean {
  return code === 429 || code === 503 || code === 504;
}
