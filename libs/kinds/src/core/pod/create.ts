import type { KubernetesObject } from '@flotilla/machinery';
import type { Pod, PodAffinityTerm, PodStatus } from '../../generated/types/core-v1.ts';
import type { LabelSelector } from '../../generated/types/meta-v1.ts';
import { applyAppArmorAnnotations } from './app-armor-annotations.ts';
import { dropDisabledFields } from './disabled-fields.ts';
import { qualityOfService } from './quality-of-service.ts';

export function preparePodCreate(object: KubernetesObject): void {
  const pod = object as Pod & KubernetesObject;
  pod.spec ??= { containers: [] };
  dropDisabledFields(pod.spec);
  pod.status = initialStatus(pod);
  mergeLabelKeys(pod);
  applyAppArmorAnnotations(pod);
}

function initialStatus({ spec }: Pod): PodStatus {
  const status: PodStatus = { phase: 'Pending', qosClass: qualityOfService(spec ?? { containers: [] }) };
  if ((spec?.schedulingGates ?? []).length > 0) {
    status.conditions = [
      {
        type: 'PodScheduled',
        status: 'False',
        reason: 'SchedulingGated',
        message: 'Scheduling is blocked due to non-empty scheduling gates',
      },
    ];
  }
  return status;
}

/** Turns `matchLabelKeys` into requirements with the Pod's own values. Source: KEP-3633 and KEP-3243. */
function mergeLabelKeys(pod: Pod & KubernetesObject): void {
  const labels = pod.metadata.labels ?? {};
  const { affinity, topologySpreadConstraints } = pod.spec ?? {};
  for (const group of [affinity?.podAffinity, affinity?.podAntiAffinity]) {
    const preferred = group?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
    const required = group?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
    for (const term of [...preferred.map(({ podAffinityTerm }) => podAffinityTerm), ...required])
      mergeTerm(term, labels);
  }
  for (const { labelSelector, matchLabelKeys } of topologySpreadConstraints ?? []) {
    requireLabels(labelSelector, matchLabelKeys, 'In', labels);
  }
}

function mergeTerm(term: PodAffinityTerm | undefined, labels: Labels): void {
  const { labelSelector, matchLabelKeys, mismatchLabelKeys } = term ?? {};
  requireLabels(labelSelector, matchLabelKeys, 'In', labels);
  requireLabels(labelSelector, mismatchLabelKeys, 'NotIn', labels);
}

type Labels = Readonly<Record<string, string>>;

function requireLabels(
  selector: LabelSelector | undefined,
  keys: readonly string[] | undefined,
  operator: 'In' | 'NotIn',
  labels: Labels,
): void {
  if (selector === undefined) return;
  for (const key of keys ?? []) {
    const value = labels[key];
    if (value === undefined) continue;
    selector.matchExpressions = [...(selector.matchExpressions ?? []), { key, operator, values: [value] }];
  }
}
