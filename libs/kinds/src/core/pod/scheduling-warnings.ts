import { checkLabelValue } from '@flotilla/machinery';
import type { NodeSelectorTerm, PodAffinity, PodSpec } from '../../generated/types/core-v1.ts';

const deprecatedLabels: Readonly<Record<string, string>> = {
  'beta.kubernetes.io/arch': 'deprecated since v1.14; use "kubernetes.io/arch" instead',
  'beta.kubernetes.io/os': 'deprecated since v1.14; use "kubernetes.io/os" instead',
  'failure-domain.beta.kubernetes.io/region': 'deprecated since v1.17; use "topology.kubernetes.io/region" instead',
  'failure-domain.beta.kubernetes.io/zone': 'deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
  'beta.kubernetes.io/instance-type': 'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead',
  'app.kubernetes.io/created-by': 'deprecated since v1.9',
  'scheduler.alpha.kubernetes.io/preferAvoidPods': 'deprecated since v1.22; use Taints and Tolerations instead',
  'node-role.kubernetes.io/master': 'use "node-role.kubernetes.io/control-plane" instead',
};

const matchesNothing = 'a null labelSelector results in matching no pod';
const mandatory = 'requiredDuringSchedulingIgnoredDuringExecution';
const preferred = 'preferredDuringSchedulingIgnoredDuringExecution';

export function schedulingWarnings(spec: PodSpec): string[] {
  const { podAffinity, podAntiAffinity } = spec.affinity ?? {};
  return [
    ...nodeWarnings(spec),
    ...spreadWarnings(spec),
    ...selectorWarnings('spec.affinity.podAffinity', podAffinity),
    ...selectorWarnings('spec.affinity.podAntiAffinity', podAntiAffinity),
  ];
}

function nodeWarnings({ nodeSelector = {}, affinity }: PodSpec): string[] {
  const path = 'spec.affinity.nodeAffinity';
  const terms = affinity?.nodeAffinity?.[mandatory]?.nodeSelectorTerms ?? [];
  const preferences = affinity?.nodeAffinity?.[preferred] ?? [];
  return [
    ...Object.keys(nodeSelector).flatMap((key) => {
      const why = deprecatedLabels[key];
      return why === undefined ? [] : `spec.nodeSelector[${key}]: ${why}`;
    }),
    ...terms.flatMap((term, index) => termWarnings(`${path}.${mandatory}.nodeSelectorTerms[${index}]`, term)),
    ...preferences.flatMap(({ preference = {} }, index) => {
      const at = `${path}.${preferred}[${index}].preference`;
      return [...termWarnings(at, preference), ...valueWarnings(at, preference)];
    }),
  ];
}

/** Values that no label can have, where they were never refused. */
function valueWarnings(path: string, { matchExpressions = [] }: NodeSelectorTerm): string[] {
  return matchExpressions.flatMap(({ values = [] }, index) =>
    values.flatMap((value, place) =>
      checkLabelValue(value).map(
        (why) => `${path}.matchExpressions[${index}].values[${place}]: ${value} is invalid, ${why}`,
      ),
    ),
  );
}

function termWarnings(path: string, { matchExpressions = [] }: NodeSelectorTerm): string[] {
  return matchExpressions.flatMap(({ key }, index) => labelWarning(`${path}.matchExpressions[${index}].key`, key));
}

function spreadWarnings({ topologySpreadConstraints = [] }: PodSpec): string[] {
  return topologySpreadConstraints.flatMap(({ topologyKey, labelSelector }, index) => {
    const path = `spec.topologySpreadConstraints[${index}]`;
    const warnings = labelWarning(`${path}.topologyKey`, topologyKey);
    return labelSelector === undefined ? [...warnings, `${path}.labelSelector: ${matchesNothing}`] : warnings;
  });
}

function labelWarning(path: string, key: string): string[] {
  const why = deprecatedLabels[key];
  return why === undefined ? [] : [`${path}: ${key} is ${why}`];
}

function selectorWarnings(path: string, affinity: PodAffinity | undefined): string[] {
  const terms = (affinity?.[mandatory] ?? []).map((term, index) => ({ term, at: `${path}.${mandatory}[${index}]` }));
  const weighted = (affinity?.[preferred] ?? []).map(({ podAffinityTerm }, index) => ({
    term: podAffinityTerm,
    at: `${path}.${preferred}[${index}].podAffinityTerm`,
  }));
  return [...terms, ...weighted].flatMap(({ term, at }) =>
    term?.labelSelector === undefined ? `${at}.labelSelector: ${matchesNothing}` : [],
  );
}
