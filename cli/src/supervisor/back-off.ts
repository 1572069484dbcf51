const firstMs = 100;
const longestMs = 10_000;
/** A child that ran this long is well: its next end starts over from the first delay. */
const wellAfterMs = 30_000;

export interface BackOff {
  /** How long to wait before the next start of a child that ran this long. */
  nextDelayMs(ranForMs: number): number;
}

/** Delays that double with each early end. */
export function createBackOff(): BackOff {
  let delayMs = 0;
  return {
    nextDelayMs: (ranForMs) => {
      delayMs = ranForMs >= wellAfterMs || delayMs === 0 ? firstMs : Math.min(delayMs * 2, longestMs);
      return delayMs;
    },
  };
}
