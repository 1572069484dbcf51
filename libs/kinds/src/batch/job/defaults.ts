import type { KubernetesObject } from '@flotilla/machinery';
import { applyPodTemplateDefaults } from '../../core/pod/template.ts';
import type { Job, JobSpec } from '../../generated/types/batch-v1.ts';
import { greatestInt32 } from '../../rules/field-rules.ts';

/** Source: Kubernetes API reference, JobSpec. */
export function applyJobDefaults(object: KubernetesObject): void {
  const { spec, metadata } = object as Job;
  if (spec === undefined) return;
  if (spec.completions === undefined && spec.parallelism === undefined) spec.completions = 1;
  spec.parallelism ??= 1;
  spec.backoffLimit ??= spec.backoffLimitPerIndex === undefined ? 6 : greatestInt32;
  spec.completionMode ??= 'NonIndexed';
  spec.suspend ??= false;
  spec.podReplacementPolicy ??= spec.podFailurePolicy === undefined ? 'TerminatingOrFailed' : 'Failed';
  spec.manualSelector ??= false;
  // One object on purpose: what a generated selector adds to the template's labels, the Job bears too.
  const labels = spec.template?.metadata?.labels;
  if (labels !== undefined && Object.keys(metadata.labels ?? {}).length === 0) metadata.labels = labels;
  applyJobTemplateDefaults(spec);
}

/** What is filled in a CronJob's template of Jobs too. */
export function applyJobTemplateDefaults(spec: JobSpec): void {
  for (const pattern of (spec.podFailurePolicy?.rules ?? []).flatMap((rule) => rule.onPodConditions ?? [])) {
    pattern.status ||= 'True';
  }
  applyPodTemplateDefaults(spec.template);
}
