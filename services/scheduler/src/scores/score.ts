import type { Situation } from '../decide/situation.ts';
import type { NodeInfo } from '../node/node-info.ts';
import type { SchedulingPod } from '../pod/scheduling-pod.ts';

/** One view on which of the nodes that could take a Pod would be the better. */
export interface Score {
  readonly name: string;
  readonly weight: number;
  /** One score a node, from 0 to 100. */
  of(pod: SchedulingPod, nodes: readonly NodeInfo[], situation: Situation): number[];
}

export const BEST = 100;

/** Scales raw counts so that the largest is the best; all are 0 where none counts. */
export function scaled(counts: readonly number[]): number[] {
  const most = Math.max(...counts, 0);
  return counts.map((count) => (most === 0 ? 0 : (BEST * count) / most));
}
