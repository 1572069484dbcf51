import { forbidden, validateLabels } from '@flotilla/machinery';
import type { PodTemplateSpec } from '../../generated/types/core-v1.ts';
import type { FieldErrors } from '../../rules/field-rules.ts';
import { applyPodSpecDefaults } from './defaults.ts';
import { dropDisabledFields } from './disabled-fields.ts';
import { unenforcedFieldWarnings } from './unenforced-fields.ts';
import { podAnnotationErrors, profileConflicts } from './validation/annotations.ts';
import { podSpecErrors } from './validation/spec.ts';
import { podSpecWarnings } from './warnings.ts';

/** Fills what is filled in the template of a workload; the rest is filled in the Pods made from it. */
export function applyPodTemplateDefaults(template: PodTemplateSpec | undefined): void {
  if (template?.spec !== undefined) applyPodSpecDefaults(template.spec);
}

/** What every write of a workload drops from its template. */
export function preparePodTemplate(template: PodTemplateSpec | undefined): void {
  if (template?.spec !== undefined) dropDisabledFields(template.spec);
}

/** What is wrong with a template, besides what its workload asks of it. */
export function* podTemplateErrors(field: string, template: PodTemplateSpec | undefined): FieldErrors {
  const { metadata = {}, spec = { containers: [] } } = template ?? {};
  const annotations = metadata.annotations ?? {};
  yield* validateLabels(metadata.labels, `${field}.labels`);
  yield* podAnnotationErrors(`${field}.annotations`, annotations, spec);
  yield* podSpecErrors(`${field}.spec`, spec, {});
  yield* profileConflicts(`${field}.spec`, annotations, spec);
  if ((spec.ephemeralContainers ?? []).length > 0) {
    yield forbidden(`${field}.spec.ephemeralContainers`, 'ephemeral containers not allowed in pod template');
  }
}

/** What the author of a template should know of the Pods that are made from it. */
export function podTemplateWarnings(field: string, template: PodTemplateSpec | undefined): string[] {
  const { metadata = {}, spec = { containers: [] } } = template ?? {};
  const warnings = [...podSpecWarnings(metadata.annotations ?? {}, spec), ...unenforcedFieldWarnings(spec)];
  return warnings.map((text) => text.replace(/(^|with )(?=(?:spec|metadata)[.[])/g, `$1${field}.`));
}
