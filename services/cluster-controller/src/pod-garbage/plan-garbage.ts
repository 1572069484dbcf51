export type GarbagePlan =
  | { readonly type: 'keep' }
  | { readonly type: 'wait'; readonly afterMs: number }
  | { readonly type: 'delete' };

/** A node may be registered anew under its name; upstream waits as long. */
const QUARANTINE_MS = 40_000;

/** What becomes of a Pod whose node has been missing since then, or is there. Times in milliseconds since 1970. */
export function planGarbage(missingSinceMs: number | undefined, nowMs: number): GarbagePlan {
  if (missingSinceMs === undefined) return { type: 'keep' };
  const afterMs = missingSinceMs + QUARANTINE_MS - nowMs;
  return afterMs > 0 ? { type: 'wait', afterMs } : { type: 'delete' };
}
