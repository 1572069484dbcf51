import { isTolerated, termMatches } from '@flotilla/kinds';
import { BEST, type Score, scaled } from './score.ts';

/** Prefers nodes without taints that say "rather not". Source: TaintToleration. */
export const fewestTaints: Score = {
  name: 'FewestTaints',
  weight: 3,
  of: ({ demands }, nodes) => {
    const counts = nodes.map(
      ({ node }) =>
        node.taints.filter((taint) => taint.effect === 'PreferNoSchedule' && !isTolerated(demands.tolerations, taint))
          .length,
    );
    return scaled(counts).map((score) => BEST - score);
  },
};

/** Prefers nodes of which more, or heavier, preferred terms hold. Source: NodeAffinity. */
export const preferredAffinity: Score = {
  name: 'PreferredAffinity',
  weight: 2,
  of: ({ demands }, nodes) => {
    const terms = demands.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
    if (terms.length === 0) return nodes.map(() => 0);
    const weights = nodes.map(({ node }) =>
      terms.filter(({ preference }) => termMatches(preference, node)).reduce((sum, { weight }) => sum + weight, 0),
    );
    return scaled(weights);
  },
};
