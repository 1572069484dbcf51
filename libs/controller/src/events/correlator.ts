import { type Occurrence, objectKey, sameKey, similarKey } from './event-key.ts';
import { Recent } from './recent.ts';

/** How an occurrence is told: under this key, whose Event is written anew or counted up. */
export interface Correlated {
  readonly key: string;
  readonly message: string;
}

interface Similar {
  readonly messages: Set<string>;
  lastMs: number;
}

interface Bucket {
  tokens: number;
  refilledMs: number;
}

/** As client-go's: so many Events at once for an object, and then one in five minutes. */
const BURST = 25;
const REFILL_MS = 300_000;
/** From so many different messages within the window on, similar Events are told as one. */
const MOST_SIMILAR = 10;
const WINDOW_MS = 600_000;
const REMEMBERED = 4096;

/** Decides how occurrences are told, so that no object fills the store. Source: client-go's event correlator. */
export class Correlator {
  readonly #similar = new Recent<Similar>(REMEMBERED);
  readonly #buckets = new Recent<Bucket>(REMEMBERED);

  /** Undefined where it is not told at all. `nowMs`: milliseconds since 1970. */
  correlate(occurrence: Occurrence, nowMs: number): Correlated | undefined {
    const correlated = this.#aggregated(occurrence, nowMs);
    return this.#mayTell(objectKey(occurrence), nowMs) ? correlated : undefined;
  }

  #aggregated(occurrence: Occurrence, nowMs: number): Correlated {
    const key = similarKey(occurrence);
    const known = this.#similar.get(key);
    const fresh = known !== undefined && nowMs - known.lastMs <= WINDOW_MS;
    const similar: Similar = fresh ? known : { messages: new Set(), lastMs: nowMs };
    similar.messages.add(occurrence.message);
    similar.lastMs = nowMs;
    this.#similar.set(key, similar);
    if (similar.messages.size < MOST_SIMILAR) return { key: sameKey(occurrence), message: occurrence.message };
    // Which of them there were matters no more, only that there were so many.
    const [first] = similar.messages;
    if (first !== undefined) similar.messages.delete(first);
    return { key, message: `(combined from similar events): ${occurrence.message}` };
  }

  #mayTell(object: string, nowMs: number): boolean {
    const bucket = this.#buckets.get(object) ?? { tokens: BURST, refilledMs: nowMs };
    bucket.tokens = Math.min(BURST, bucket.tokens + (nowMs - bucket.refilledMs) / REFILL_MS);
    bucket.refilledMs = nowMs;
    const enough = bucket.tokens >= 1;
    if (enough) bucket.tokens -= 1;
    this.#buckets.set(object, bucket);
    return enough;
  }
}
