import { type Filter, lasting } from './filter.ts';

const REASON = "node(s) didn't match pod topology spread constraints";

/** A Pod goes nowhere where its domain would then have too many more than the emptiest. */
export const topologySpread: Filter = {
  name: 'PodTopologySpread',
  refuse(_pod, { node }, { spread }) {
    for (const { rule, counts, least, countsItself } of spread) {
      const domain = node.labels[rule.topologyKey];
      if (domain === undefined) return lasting(`${REASON} (missing required label)`);
      const skew = (counts.get(domain) ?? 0) + (countsItself ? 1 : 0) - least;
      if (skew > rule.maxSkew) return { reasons: [REASON], couldMakeRoom: true };
    }
    return undefined;
  },
};
