import type { NodeInfo } from '../node/node-info.ts';
import type { SchedulingPod } from '../pod/scheduling-pod.ts';
import { countByDomain, hardRules, hasDomains, type SpreadRule } from './spread-rule.ts';

/** How a rule that must hold stands before a Pod is placed. */
export interface SpreadNeed {
  readonly rule: SpreadRule;
  readonly counts: ReadonlyMap<string, number>;
  /** What the emptiest domain has: 0 while there are fewer domains than the rule wants. */
  readonly least: number;
  /** Whether the Pod counts itself. */
  readonly countsItself: boolean;
}

export function spreadNeeds(pod: SchedulingPod, nodes: readonly NodeInfo[]): SpreadNeed[] {
  const rules = hardRules(pod);
  if (rules.length === 0) return [];
  const labelled = nodes.filter(({ node }) => hasDomains(rules, node));
  return rules.map((rule) => {
    const counts = countByDomain(rule, pod, labelled);
    const least = counts.size < rule.minDomains ? 0 : Math.min(...counts.values());
    return { rule, counts, least, countsItself: rule.matcher.matches(pod.labels) };
  });
}
