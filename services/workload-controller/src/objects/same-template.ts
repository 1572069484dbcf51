import { isDeepStrictEqual } from 'node:util';
import { schema } from '@flotilla/kinds';
import type { PodTemplateSpec } from '@flotilla/kinds/core/v1';
import { canonicalForm, type Json } from '@flotilla/machinery';

/** The label that tells apart the Pods of a Deployment's ReplicaSets. */
export const HASH_LABEL = 'pod-template-hash';

/** Whether two templates make the same Pods, however clients have written them: with `resources: {}` or without. */
export function sameTemplate(one: PodTemplateSpec, other: PodTemplateSpec): boolean {
  return isDeepStrictEqual(formOf(one), formOf(other));
}

function formOf({ metadata = {}, spec }: PodTemplateSpec): PodTemplateSpec {
  const { [HASH_LABEL]: _, ...labels } = metadata.labels ?? {};
  return canonicalTemplate({ metadata: { ...metadata, labels }, ...(spec !== undefined && { spec }) });
}

/** The template as upstream would write it: what means the same has the same JSON text. */
export function canonicalTemplate(template: PodTemplateSpec): PodTemplateSpec {
  const shape = { type: 'struct', of: 'io.k8s.api.core.v1.PodTemplateSpec' } as const;
  return canonicalForm(template as unknown as Json, shape, schema) as unknown as PodTemplateSpec;
}
