import { nodeMatches } from '@flotilla/kinds';
import { type Filter, lasting } from './filter.ts';

/** The node's labels must be those that the Pod selects, and one of its required terms must hold. */
export const nodeAffinity: Filter = {
  name: 'NodeAffinity',
  refuse: ({ demands }, { node }) =>
    nodeMatches(demands, node) ? undefined : lasting("node(s) didn't match Pod's node affinity/selector"),
};
