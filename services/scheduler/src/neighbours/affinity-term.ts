import type { PodAffinityTerm } from '@flotilla/kinds/core/v1';
import type { Labels } from '@flotilla/machinery';
import type { SchedulingNode } from '../node/scheduling-node.ts';
import type { Demands, SchedulingPod } from '../pod/scheduling-pod.ts';
import { matcherOf } from '../surroundings/selector.ts';
import type { Surroundings } from '../surroundings/surroundings.ts';

export interface WeightedTerm {
  readonly term: PodAffinityTerm;
  /** Below 0 for what is shunned. */
  readonly weight: number;
}

export const requiredTerms = ({ podAffinity }: Demands): readonly PodAffinityTerm[] =>
  podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];

export const forbiddenTerms = ({ podAntiAffinity }: Demands): readonly PodAffinityTerm[] =>
  podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];

export function preferredTerms({ podAffinity, podAntiAffinity }: Demands): WeightedTerm[] {
  const sought = podAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
  const shunned = podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
  return [
    ...sought.map(({ podAffinityTerm, weight }) => ({ term: podAffinityTerm, weight })),
    ...shunned.map(({ podAffinityTerm, weight }) => ({ term: podAffinityTerm, weight: -weight })),
  ];
}

/** Whether a Pod asks for company, or for the absence of it. */
export const mindsNeighbours = ({ podAffinity, podAntiAffinity }: Demands): boolean =>
  podAffinity !== undefined || podAntiAffinity !== undefined;

/** Whether a term that `pod` states means `other`. Source: Kubernetes API reference, PodAffinityTerm. */
export function means(
  { labelSelector, namespaces = [], namespaceSelector }: PodAffinityTerm,
  pod: SchedulingPod,
  other: SchedulingPod,
  { namespaceLabels }: Surroundings,
): boolean {
  const isOwnOnly = namespaces.length === 0 && namespaceSelector === undefined;
  const isNear = isOwnOnly ? other.namespace === pod.namespace : namespaces.includes(other.namespace);
  if (!isNear && !matcherOf(namespaceSelector).matches(namespaceLabels(other.namespace))) return false;
  return matcherOf(labelSelector).matches(other.labels);
}

/** Where a node lies by one of its labels, as `key=value`; undefined where it has no such label. */
export function domainOf({ labels }: SchedulingNode, topologyKey: string): string | undefined {
  const value = labels[topologyKey];
  return value === undefined ? undefined : `${topologyKey}=${value}`;
}

/** Everywhere a node lies. */
export const domainsOf = ({ labels }: { readonly labels: Labels }): string[] =>
  Object.entries(labels).map(([key, value]) => `${key}=${value}`);
