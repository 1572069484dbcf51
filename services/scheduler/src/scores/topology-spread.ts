import type { NodeInfo } from '../node/node-info.ts';
import type { SchedulingPod } from '../pod/scheduling-pod.ts';
import {
  countByDomain,
  countOn,
  HOSTNAME,
  hasDomains,
  hasOwnRules,
  type SpreadRule,
  softRules,
} from '../spread/spread-rule.ts';
import { BEST, type Score } from './score.ts';

/** Prefers domains that have few Pods of the same sort. Source: PodTopologySpread. */
export const evenSpread: Score = {
  name: 'PodTopologySpread',
  weight: 2,
  of(pod, nodes, { allNodes, surroundings }) {
    const rules = softRules(pod, surroundings);
    if (rules.length === 0) return nodes.map(() => 0);
    // A node without a zone can still be spread over by its name, but not where the Pod itself asks for zones.
    const isApt = ({ node }: NodeInfo): boolean => !hasOwnRules(pod) || hasDomains(rules, node);
    const apt = nodes.filter(isApt);
    const costs = rules.map((rule) => costOf(rule, pod, apt, allNodes.filter(isApt)));
    const crowds = nodes.map((info) =>
      isApt(info) ? Math.round(costs.reduce((sum, cost) => sum + cost(info), 0)) : undefined,
    );
    return favouringFew(crowds);
  },
};

/**
 * What a node costs by one rule: how many Pods its domain has. Rules with few domains count less, as each of them has
 * more Pods, and differences within `maxSkew` are watered down.
 */
function costOf(
  rule: SpreadRule,
  pod: SchedulingPod,
  candidates: readonly NodeInfo[],
  allNodes: readonly NodeInfo[],
): (info: NodeInfo) => number {
  const { topologyKey, maxSkew } = rule;
  const domainOf = ({ node }: NodeInfo): string | undefined => node.labels[topologyKey];
  const cost = (count: number, domains: number): number => count * Math.log(domains + 2) + maxSkew - 1;
  if (topologyKey === HOSTNAME) {
    return (info) => (domainOf(info) === undefined ? 0 : cost(countOn(info, rule, pod.namespace), candidates.length));
  }
  const domains = new Set(candidates.map(domainOf));
  const isAnywhere = [...domains].some((domain) => domain !== undefined);
  const counts = isAnywhere ? countByDomain(rule, pod, allNodes) : new Map<string, number>();
  return (info) => {
    const domain = domainOf(info);
    return domain === undefined ? 0 : cost(counts.get(domain) ?? 0, domains.size);
  };
}

/** The least crowded gets the most; a node that has no domains gets nothing. */
function favouringFew(crowds: readonly (number | undefined)[]): number[] {
  const known = crowds.filter((crowd) => crowd !== undefined);
  const [least, most] = [Math.min(...known), Math.max(...known, 0)];
  return crowds.map((crowd) => {
    if (crowd === undefined) return 0;
    return most === 0 ? BEST : (BEST * (most + least - crowd)) / most;
  });
}
