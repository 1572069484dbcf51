import { invalid, type KubernetesObject, labelMatcherOf, required } from '@flotilla/machinery';
import type { Job } from '../../generated/types/batch-v1.ts';
import type { FieldErrors } from '../../rules/field-rules.ts';
import { jobLabels } from './labels.ts';

type JobObject = Job & KubernetesObject;

/** Labels the template and selects by its uid, so that no other Job's Pods are taken for this one's. */
export function generateSelector(job: JobObject): void {
  const { spec, metadata } = job;
  if (spec?.template === undefined) return;
  const template = spec.template.metadata ?? {};
  const labels = template.labels ?? {};
  for (const [key, value] of Object.entries(expectedLabels(job))) labels[key] ??= value;
  spec.template.metadata = { ...template, labels };
  spec.selector = {
    ...spec.selector,
    matchLabels: { [jobLabels.uid]: metadata.uid ?? '', ...spec.selector?.matchLabels },
  };
  if (Object.keys(metadata.labels ?? {}).length === 0) metadata.labels = { ...labels };
}

function expectedLabels({ metadata: { name = '', uid = '' } }: JobObject): Record<string, string> {
  return { [jobLabels.oldUid]: uid, [jobLabels.oldName]: name, [jobLabels.uid]: uid, [jobLabels.name]: name };
}

/** A user may have said otherwise: then the Job is refused. */
export function* generatedSelectorErrors(job: JobObject): FieldErrors {
  const { selector, manualSelector, template } = job.spec ?? {};
  if (manualSelector === true || selector === undefined) return;
  const expected = expectedLabels(job);
  const labels = template?.metadata?.labels;
  for (const [key, value] of Object.entries(expected)) {
    const field = `spec.template.metadata.labels[${key}]`;
    if (labels?.[key] === undefined) yield required(field, `must be '${value}'`);
    else if (labels[key] !== value) yield invalid(field, labels, `must be '${value}'`);
  }
  if (!labelMatcherOf(selector as never).matches(expected)) {
    yield invalid('spec.selector', selector, '`selector` not auto-generated');
  }
}
