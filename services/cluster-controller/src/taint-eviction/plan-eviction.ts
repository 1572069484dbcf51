import { tolerates } from '@flotilla/kinds';
import type { Taint, Toleration } from '@flotilla/kinds/core/v1';

export type EvictionPlan =
  | { readonly type: 'stay' }
  | { readonly type: 'evict' }
  | { readonly type: 'wait'; readonly afterMs: number };

/**
 * Whether a Pod must leave a node for its taints. Each taint is tolerated for as long as the shortest of the
 * tolerations that fit it, counted from when it was added, so that a restart of this process starts no count anew.
 * Source: Kubernetes documentation, "Taint based evictions".
 */
export function planEviction(
  tolerations: readonly Toleration[],
  taints: readonly Taint[],
  nowMs: number,
): EvictionPlan {
  const dueMs = taints
    .filter(({ effect }) => effect === 'NoExecute')
    .map((taint) => {
      const fitting = tolerations.filter((toleration) => tolerates(toleration, taint));
      const sinceMs = taint.timeAdded === undefined ? nowMs : Date.parse(taint.timeAdded);
      return fitting.length === 0 ? nowMs : sinceMs + shortestMs(fitting);
    });
  const afterMs = Math.min(...dueMs) - nowMs;
  if (afterMs === Number.POSITIVE_INFINITY) return { type: 'stay' };
  return afterMs <= 0 ? { type: 'evict' } : { type: 'wait', afterMs };
}

/** Tolerations without seconds are for ever. */
function shortestMs(tolerations: readonly Toleration[]): number {
  return Math.min(
    ...tolerations.map(({ tolerationSeconds }) =>
      tolerationSeconds === undefined ? Number.POSITIVE_INFINITY : Math.max(0, tolerationSeconds) * 1000,
    ),
  );
}
