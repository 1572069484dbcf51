import {
  createLabelMatcher,
  type LabelMatcher,
  type LabelSelector,
  type Labels,
  labelMatcherOf,
  noLabels,
} from '@flotilla/machinery';
import type { SchedulingPod } from '../pod/scheduling-pod.ts';

/** What selects Pods. */
export interface Selectors {
  servicesOf(namespace: string): Iterable<Labels>;
  /** By kind (`ReplicaSet`) and path, where the kind is one whose Pods are to be spread. */
  controller(kind: string, path: string): LabelSelector | undefined;
}

/** Source: Kubernetes documentation, "Pod Topology Spread Constraints", cluster-level default constraints. */
export function kinOf({ namespace, labels, controller }: SchedulingPod, selectors: Selectors): LabelMatcher {
  const matchLabels: Record<string, string> = {};
  for (const selector of selectors.servicesOf(namespace)) {
    if (isSubset(selector, labels)) Object.assign(matchLabels, selector);
  }
  const owner = controller && selectors.controller(controller.kind, `${namespace}/${controller.name}`);
  const requirements = [
    ...labelMatcherOf({ matchLabels }).requirements,
    ...(owner === undefined ? [] : labelMatcherOf(owner).requirements),
  ];
  return requirements.length === 0 ? noLabels : createLabelMatcher(requirements);
}

const isSubset = (selector: Labels, labels: Labels): boolean =>
  Object.entries(selector).every(([key, value]) => labels[key] === value);
