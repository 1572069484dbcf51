import { type Filter, lasting } from './filter.ts';
import { termMatches } from './node-terms.ts';

/** The node's labels must be those that the Pod selects, and one of its required terms must hold. */
export const nodeAffinity: Filter = {
  name: 'NodeAffinity',
  refuse({ demands }, { node }) {
    const { nodeSelector = {}, nodeAffinity: affinity } = demands;
    const isSelected = Object.entries(nodeSelector).every(([key, value]) => node.labels[key] === value);
    const terms = affinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
    if (isSelected && (terms === undefined || terms.some((term) => termMatches(term, node)))) return undefined;
    return lasting("node(s) didn't match Pod's node affinity/selector");
  },
};
