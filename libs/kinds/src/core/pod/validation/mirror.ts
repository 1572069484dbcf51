import type { ObjectMeta } from '@flotilla/machinery';
import { forbidden } from '@flotilla/machinery';
import type { PodSpec } from '../../../generated/types/core-v1.ts';
import type { FieldErrors } from '../../../rules/field-rules.ts';
import { wholeObject } from '../../../rules/field-rules.ts';

/** Marks a Pod that only shows what a node runs by itself, from a file. */
export const mirrorAnnotation = 'kubernetes.io/config.mirror';

export function isMirror({ annotations }: ObjectMeta): boolean {
  return mirrorAnnotation in (annotations ?? {});
}

export function* mirrorErrors({ resourceClaims = [] }: PodSpec): FieldErrors {
  if (resourceClaims.length > 0) yield forbidden(wholeObject, 'static pods do not support resource claims');
}
