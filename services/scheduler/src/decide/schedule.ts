import { refusalOf } from '../filters/filters.ts';
import type { NodeInfo } from '../node/node-info.ts';
import type { SchedulingPod } from '../pod/scheduling-pod.ts';
import { bestOf } from '../scores/scores.ts';
import { explain } from './explain.ts';

/** Where a Pod goes, or why nowhere. */
export type Decision =
  | { readonly type: 'place'; readonly node: string }
  /** `message` counts the reasons, in upstream's words. */
  | { readonly type: 'refuse'; readonly message: string };

/**
 * Decides on one Pod. Of nodes that are equally good one is drawn: `random` is from 0 to 1, 1 excluded.
 */
export function schedule(pod: SchedulingPod, nodes: readonly NodeInfo[], random: () => number): Decision {
  const refusals = nodes.map((node) => refusalOf(pod, node));
  const fitting = nodes.filter((_, index) => refusals[index] === undefined);
  const best = bestOf(pod, fitting);
  const drawn = best[Math.floor(random() * best.length)];
  if (drawn !== undefined) return { type: 'place', node: drawn.node.name };
  const told = refusals.filter((refusal) => refusal !== undefined);
  return { type: 'refuse', message: explain(told, pod.demands.mayPreempt) };
}
