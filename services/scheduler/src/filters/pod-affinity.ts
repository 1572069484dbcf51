import { domainOf, domainsOf, forbiddenTerms, requiredTerms } from '../neighbours/affinity-term.ts';
import type { Neighbours } from '../neighbours/neighbours.ts';
import type { SchedulingNode } from '../node/scheduling-node.ts';
import type { Demands } from '../pod/scheduling-pod.ts';
import { type Filter, lasting, type Refusal } from './filter.ts';

/** A Pod goes where those are that it must be with, and where nobody is that must not be with it, or it with them. */
export const podAffinity: Filter = {
  name: 'InterPodAffinity',
  refuse({ demands }, { node }, { neighbours }) {
    if (!hasCompany(demands, node, neighbours)) return lasting("node(s) didn't match pod affinity rules");
    const { shunned, shunning } = neighbours;
    const isShunned =
      shunned.size > 0 && forbiddenTerms(demands).some(({ topologyKey }) => isIn(shunned, node, topologyKey));
    if (isShunned) return passing("node(s) didn't match pod anti-affinity rules");
    const isShunning = shunning.size > 0 && domainsOf(node).some((domain) => shunning.has(domain));
    return isShunning ? passing("node(s) didn't satisfy existing pods anti-affinity rules") : undefined;
  },
};

function hasCompany(demands: Demands, node: SchedulingNode, { sought, isFirst }: Neighbours): boolean {
  return requiredTerms(demands).every(({ topologyKey }) =>
    isFirst ? domainOf(node, topologyKey) !== undefined : isIn(sought, node, topologyKey),
  );
}

function isIn(domains: ReadonlySet<string>, node: SchedulingNode, topologyKey: string): boolean {
  const domain = domainOf(node, topologyKey);
  return domain !== undefined && domains.has(domain);
}

const passing = (reason: string): Refusal => ({ reasons: [reason], couldMakeRoom: true });
