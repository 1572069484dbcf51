import type { Situation } from '../decide/situation.ts';
import type { NodeInfo } from '../node/node-info.ts';
import type { SchedulingPod } from '../pod/scheduling-pod.ts';
import { preferredNeighbours } from './pod-affinity.ts';
import { fewestTaints, preferredAffinity } from './preferences.ts';
import { balancedAllocation, leastAllocated } from './resources.ts';
import type { Score } from './score.ts';
import { evenSpread } from './topology-spread.ts';

const scores: readonly Score[] = [
  leastAllocated,
  balancedAllocation,
  fewestTaints,
  preferredAffinity,
  evenSpread,
  preferredNeighbours,
];

/** The nodes that no other is better than. Whole points count, so that a hair's breadth decides nothing. */
export function bestOf(pod: SchedulingPod, nodes: readonly NodeInfo[], situation: Situation): NodeInfo[] {
  if (nodes.length < 2) return [...nodes];
  const totals = nodes.map(() => 0);
  for (const { weight, of } of scores) {
    of(pod, nodes, situation).forEach((score, index) => {
      totals[index] = (totals[index] ?? 0) + weight * Math.floor(score);
    });
  }
  const most = Math.max(...totals);
  return nodes.filter((_, index) => totals[index] === most);
}
