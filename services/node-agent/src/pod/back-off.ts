/** How long the next try is put off, and since when. */
export interface BackOff {
  readonly delayMs: number;
  /** When the failure happened that it begins with, in milliseconds since the epoch. */
  readonly since: number;
}

/** Source: Kubernetes documentation, "Pod Lifecycle", container restarts: 10 s, doubling up to 5 min. */
const firstMs = 10_000;
const mostMs = 300_000;
/** Whoever has not failed for so long starts from the beginning. */
const forgottenAfterMs = 600_000;

/** The back-off after one more failure at `failedAt`. */
export function nextBackOff(
  before: BackOff | undefined,
  failedAt: number,
  { firstMs: first, mostMs: most } = { firstMs, mostMs },
): BackOff {
  const delayMs = before === undefined || isForgotten(before, failedAt) ? first : Math.min(most, 2 * before.delayMs);
  return { delayMs, since: failedAt };
}

/** The back-off that so many failures in a row lead to. */
export function backOffAfter(failures: number, since: number): BackOff {
  return { delayMs: Math.min(mostMs, firstMs * 2 ** (failures - 1)), since };
}

/** Until when a failure at `failedAt` puts off the next try; undefined where it does not. */
export function putOffUntil(backOff: BackOff | undefined, failedAt: number): number | undefined {
  if (backOff === undefined || isForgotten(backOff, failedAt)) return undefined;
  return failedAt + backOff.delayMs;
}

function isForgotten(backOff: BackOff, failedAt: number): boolean {
  return failedAt - backOff.since > forgottenAfterMs;
}

/** As upstream writes a back-off: `10s`, `2m40s`, `5m0s`. */
export function formatBackOff(delayMs: number): string {
  const seconds = Math.round(delayMs / 1000);
  return seconds < 60 ? `${seconds}s` : `${Math.trunc(seconds / 60)}m${seconds % 60}s`;
}
