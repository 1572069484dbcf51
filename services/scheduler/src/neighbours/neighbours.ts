import type { PodAffinityTerm } from '@flotilla/kinds/core/v1';
import type { NodeInfo } from '../node/node-info.ts';
import type { SchedulingPod } from '../pod/scheduling-pod.ts';
import type { Surroundings } from '../surroundings/surroundings.ts';
import { domainOf, forbiddenTerms, means, requiredTerms } from './affinity-term.ts';

/** Where a Pod must go, and must not, for the sake of the Pods that are there. Domains as `key=value` of a label. */
export interface Neighbours {
  /** Where Pods are that the Pod must be with. */
  readonly sought: ReadonlySet<string>;
  /** There are none yet, but it is one of those itself: the first of them may go anywhere. */
  readonly isFirst: boolean;
  /** Where Pods are that the Pod must not be with. */
  readonly shunned: ReadonlySet<string>;
  /** Where Pods are that must not be with it. */
  readonly shunning: ReadonlySet<string>;
}

export function neighboursOf(pod: SchedulingPod, nodes: readonly NodeInfo[], surroundings: Surroundings): Neighbours {
  const meant = (term: PodAffinityTerm, other: SchedulingPod): boolean => means(term, pod, other, surroundings);
  const required = requiredTerms(pod.demands);
  const forbidden = forbiddenTerms(pod.demands);
  const isSought = (other: SchedulingPod): boolean => required.every((term) => meant(term, other));
  const sought = new Set<string>();
  const shunned = new Set<string>();
  if (required.length + forbidden.length > 0) {
    for (const { node, pods } of nodes) {
      const everyPod = [...pods.values()];
      if (required.length > 0 && everyPod.some(isSought)) addDomains(sought, node, required);
      const violated = forbidden.filter((term) => everyPod.some((other) => meant(term, other)));
      addDomains(shunned, node, violated);
    }
  }
  const isFirst = sought.size === 0 && required.length > 0 && isSought(pod);
  return { sought, isFirst, shunned, shunning: shunningOf(pod, nodes, surroundings) };
}

function shunningOf(pod: SchedulingPod, nodes: readonly NodeInfo[], surroundings: Surroundings): Set<string> {
  const shunning = new Set<string>();
  for (const { node, minding } of nodes) {
    for (const other of minding.values()) {
      const violated = forbiddenTerms(other.demands).filter((term) => means(term, other, pod, surroundings));
      addDomains(shunning, node, violated);
    }
  }
  return shunning;
}

function addDomains(domains: Set<string>, node: NodeInfo['node'], terms: readonly PodAffinityTerm[]): void {
  for (const { topologyKey } of terms) {
    const domain = domainOf(node, topologyKey);
    if (domain !== undefined) domains.add(domain);
  }
}
