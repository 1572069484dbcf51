import type { FieldError, KubernetesObject } from '@flotilla/machinery';
import { forbidden } from '@flotilla/machinery';
import type { Pod, PodSpec } from '../../../generated/types/core-v1.ts';
import type { FieldErrors } from '../../../rules/field-rules.ts';
import { podAnnotationErrors, profileConflicts } from './annotations.ts';
import { imageTextErrors } from './container.ts';
import { podSpecErrors } from './spec.ts';

const noSpec: PodSpec = { containers: [] };

/** What is wrong with a Pod, new or changed. Its metadata is checked as every kind's. */
export function validatePod(object: KubernetesObject): FieldError[] {
  return [...podErrors(object as Pod & KubernetesObject)];
}

function* podErrors({ metadata, spec = noSpec }: Pod & KubernetesObject): FieldErrors {
  yield* podAnnotationErrors('metadata.annotations', metadata.annotations ?? {}, spec);
  yield* podSpecErrors('spec', spec, metadata);
  if (!spec.serviceAccountName) yield* tokensWithoutAccount(spec);
  for (const list of ['containers', 'initContainers'] as const) {
    for (const [index, { image }] of (spec[list] ?? []).entries()) {
      yield* imageTextErrors(`spec.${list}[${index}].image`, image);
    }
  }
}

function* tokensWithoutAccount({ volumes = [] }: PodSpec): FieldErrors {
  for (const [index, { projected }] of volumes.entries()) {
    for (const [place, source] of (projected?.sources ?? []).entries()) {
      if (source.serviceAccountToken === undefined) continue;
      const path = `spec.volumes[${index}].projected.sources[${place}].serviceAccountToken`;
      yield forbidden(path, 'must not be specified when serviceAccountName is not set');
    }
  }
}

export function validateNewPod(object: KubernetesObject): FieldError[] {
  return [...newPodErrors(object as Pod & KubernetesObject)];
}

function* newPodErrors({ metadata, spec = noSpec }: Pod & KubernetesObject): FieldErrors {
  if ((spec.ephemeralContainers ?? []).length > 0)
    yield forbidden('spec.ephemeralContainers', 'cannot be set on create');
  if (spec.nodeName && (spec.schedulingGates ?? []).length > 0) {
    yield forbidden('spec.nodeName', 'cannot be set until all schedulingGates have been cleared');
  }
  yield* profileConflicts('spec', metadata.annotations ?? {}, spec);
}
