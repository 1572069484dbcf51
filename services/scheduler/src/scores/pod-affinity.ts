import type { Situation } from '../decide/situation.ts';
import {
  domainOf,
  domainsOf,
  means,
  preferredTerms,
  requiredTerms,
  type WeightedTerm,
} from '../neighbours/affinity-term.ts';
import type { NodeInfo } from '../node/node-info.ts';
import type { SchedulingPod } from '../pod/scheduling-pod.ts';
import { BEST, type Score } from './score.ts';

/** What it counts that a Pod which must have company would get some. Source: InterPodAffinity, hardPodAffinityWeight. */
const REQUIRED_WEIGHT = 1;

/** Prefers where those are that the Pod would rather be with, or that would rather be with it. Source: InterPodAffinity. */
export const preferredNeighbours: Score = {
  name: 'InterPodAffinity',
  weight: 2,
  of(pod, nodes, situation) {
    const merits = meritsOf(pod, situation);
    if (merits.size === 0) return nodes.map(() => 0);
    const sums = nodes.map(({ node }) => domainsOf(node).reduce((sum, domain) => sum + (merits.get(domain) ?? 0), 0));
    const [least, most] = [Math.min(...sums), Math.max(...sums)];
    return sums.map((sum) => (most === least ? 0 : (BEST * (sum - least)) / (most - least)));
  },
};

/** What each domain has for it, or against it. */
function meritsOf(pod: SchedulingPod, { allNodes, surroundings }: Situation): ReadonlyMap<string, number> {
  const merits = new Map<string, number>();
  const own = preferredTerms(pod.demands);
  const weigh = ({ node }: NodeInfo, { term, weight }: WeightedTerm): void => {
    const domain = domainOf(node, term.topologyKey);
    if (domain !== undefined) merits.set(domain, (merits.get(domain) ?? 0) + weight);
  };
  for (const info of allNodes) {
    for (const other of own.length === 0 ? [] : info.pods.values()) {
      for (const each of own) if (means(each.term, pod, other, surroundings)) weigh(info, each);
    }
    for (const other of info.minding.values()) {
      for (const each of wishesOf(other)) if (means(each.term, other, pod, surroundings)) weigh(info, each);
    }
  }
  return merits;
}

/** What a Pod that has its place would like to come, or not to come. */
const wishesOf = ({ demands }: SchedulingPod): WeightedTerm[] => [
  ...requiredTerms(demands).map((term) => ({ term, weight: REQUIRED_WEIGHT })),
  ...preferredTerms(demands),
];
