import type { NodeInfo } from '../node/node-info.ts';
import type { SchedulingPod } from '../pod/scheduling-pod.ts';
import { BEST, type Score } from './score.ts';

const RESOURCES = ['cpu', 'memory'];

/** How much of each resource would be taken with the Pod on the node, from 0 to 1. */
function takenWith({ demands }: SchedulingPod, { node, likely }: NodeInfo): number[] {
  return RESOURCES.map((name) => {
    const available = node.allocatable.get(name) ?? 0;
    if (available === 0) return 1;
    return Math.min(1, ((likely.get(name) ?? 0) + (demands.likely.get(name) ?? 0)) / available);
  });
}

const mean = (numbers: readonly number[]): number => numbers.reduce((sum, each) => sum + each, 0) / numbers.length;

/** Prefers the node with most left, which spreads Pods. Source: NodeResourcesFit, LeastAllocated. */
export const leastAllocated: Score = {
  name: 'LeastAllocated',
  weight: 1,
  of: (pod, nodes) => nodes.map((node) => BEST * (1 - mean(takenWith(pod, node)))),
};

/** Prefers the node that runs out of all its resources at once. Source: NodeResourcesBalancedAllocation. */
export const balancedAllocation: Score = {
  name: 'BalancedAllocation',
  weight: 1,
  of: (pod, nodes) =>
    nodes.map((node) => {
      const taken = takenWith(pod, node);
      const middle = mean(taken);
      return BEST * (1 - Math.sqrt(mean(taken.map((each) => (each - middle) ** 2))));
    }),
};
