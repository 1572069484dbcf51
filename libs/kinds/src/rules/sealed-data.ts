import { isDeepStrictEqual } from 'node:util';
import type { KubernetesObject } from '@flotilla/machinery';
import { forbidden } from '@flotilla/machinery';
import type { FieldErrors } from './field-rules.ts';

/** What the values of a ConfigMap or a Secret may be together: 1 MiB, in bytes. */
export const dataSizeLimit = 1024 * 1024;

/** Once `immutable` is set, it and `fields` stay as they are. */
export function* sealedErrors(
  next: KubernetesObject,
  previous: KubernetesObject,
  fields: readonly string[],
): FieldErrors {
  if (previous.immutable !== true) return;
  const why = 'field is immutable when `immutable` is set';
  if (next.immutable !== true) yield forbidden('immutable', why);
  for (const field of fields) {
    if (!isDeepStrictEqual(next[field] ?? {}, previous[field] ?? {})) yield forbidden(field, why);
  }
}
