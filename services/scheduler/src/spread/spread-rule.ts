import { isTolerated, nodeMatches } from '@flotilla/kinds';
import type { TopologySpreadConstraint } from '@flotilla/kinds/core/v1';
import type { LabelMatcher } from '@flotilla/machinery';
import type { NodeInfo } from '../node/node-info.ts';
import type { SchedulingNode } from '../node/scheduling-node.ts';
import type { SchedulingPod } from '../pod/scheduling-pod.ts';
import { matcherOf } from '../surroundings/selector.ts';
import type { Surroundings } from '../surroundings/surroundings.ts';

/** One wish that Pods be spread evenly over the values of a node label: over domains. */
export interface SpreadRule {
  readonly topologyKey: string;
  readonly maxSkew: number;
  readonly minDomains: number;
  readonly matcher: LabelMatcher;
  /** Whether only nodes count that the Pod's own affinity, or its tolerations, admit. */
  readonly honorsAffinity: boolean;
  readonly honorsTaints: boolean;
}

export const HOSTNAME = 'kubernetes.io/hostname';

/** What Pods wish that say nothing themselves. Source: "Pod Topology Spread Constraints", built-in default constraints. */
const BUILT_IN: readonly Omit<SpreadRule, 'matcher'>[] = [
  { topologyKey: HOSTNAME, maxSkew: 3, minDomains: 1, honorsAffinity: true, honorsTaints: false },
  { topologyKey: 'topology.kubernetes.io/zone', maxSkew: 5, minDomains: 1, honorsAffinity: true, honorsTaints: false },
];

/** What must hold. */
export const hardRules = (pod: SchedulingPod): SpreadRule[] => ownRules(pod, 'DoNotSchedule');

/** What had better hold: the Pod's own wishes, or those of all Pods that have kin. */
export function softRules(pod: SchedulingPod, { kin }: Surroundings): SpreadRule[] {
  if (hasOwnRules(pod)) return ownRules(pod, 'ScheduleAnyway');
  const matcher = kin(pod);
  return matcher.requirements.length === 0 ? [] : BUILT_IN.map((rule) => ({ ...rule, matcher }));
}

export const hasOwnRules = ({ demands }: SchedulingPod): boolean => demands.spread.length > 0;

function ownRules({ demands }: SchedulingPod, whenUnsatisfiable: string): SpreadRule[] {
  return demands.spread.filter((constraint) => constraint.whenUnsatisfiable === whenUnsatisfiable).map(ruleOf);
}

/** The server has made requirements of `matchLabelKeys` when the Pod was created. */
function ruleOf(constraint: TopologySpreadConstraint): SpreadRule {
  const { topologyKey, maxSkew, minDomains = 1, labelSelector } = constraint;
  const { nodeAffinityPolicy = 'Honor', nodeTaintsPolicy = 'Ignore' } = constraint;
  return {
    topologyKey,
    maxSkew,
    minDomains,
    matcher: matcherOf(labelSelector),
    honorsAffinity: nodeAffinityPolicy === 'Honor',
    honorsTaints: nodeTaintsPolicy === 'Honor',
  };
}

export const hasDomains = (rules: readonly SpreadRule[], { labels }: SchedulingNode): boolean =>
  rules.every(({ topologyKey }) => labels[topologyKey] !== undefined);

/** Whether what runs on a node counts for a rule of this Pod. */
export function isCounted(rule: SpreadRule, { demands }: SchedulingPod, node: SchedulingNode): boolean {
  if (rule.honorsAffinity && !nodeMatches(demands, node)) return false;
  if (!rule.honorsTaints) return true;
  return node.taints.every((taint) => taint.effect === 'PreferNoSchedule' || isTolerated(demands.tolerations, taint));
}

/** How many Pods of a node a rule means; those that are going do not count, and an empty selector means none. */
export function countOn({ pods }: NodeInfo, { matcher }: SpreadRule, namespace: string): number {
  if (matcher.matchesAll) return 0;
  let count = 0;
  for (const pod of pods.values()) {
    if (pod.namespace === namespace && !pod.isTerminating && matcher.matches(pod.labels)) count++;
  }
  return count;
}

/** How many Pods a rule means in each domain, by the value of its label, over those nodes that count. */
export function countByDomain(
  rule: SpreadRule,
  pod: SchedulingPod,
  nodes: readonly NodeInfo[],
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const info of nodes) {
    const domain = info.node.labels[rule.topologyKey];
    if (domain === undefined || !isCounted(rule, pod, info.node)) continue;
    counts.set(domain, (counts.get(domain) ?? 0) + countOn(info, rule, pod.namespace));
  }
  return counts;
}
