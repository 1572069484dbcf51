import { forbidden, invalid } from '@flotilla/machinery';
import type { PodAffinityTerm } from '../../../generated/types/core-v1.ts';
import type { FieldErrors } from '../../../rules/field-rules.ts';
import { labelKey } from '../../../rules/label-rules.ts';

export type LabelKeys = Pick<PodAffinityTerm, 'labelSelector' | 'matchLabelKeys' | 'mismatchLabelKeys'>;

/** The labels whose values are taken from the Pod itself. Source: KEP-3633. */
export function* labelKeysErrors(field: string, keys: LabelKeys): FieldErrors {
  const { matchLabelKeys = [], mismatchLabelKeys = [], labelSelector } = keys;
  for (const [name, list] of Object.entries({ matchLabelKeys, mismatchLabelKeys })) {
    if (list.length === 0) continue;
    const path = `${field}.${name}`;
    if (labelSelector === undefined) yield forbidden(path, 'must not be specified when labelSelector is not set');
    else for (const [index, key] of list.entries()) yield* labelKey(`${path}[${index}]`, key);
  }
  yield* alsoSelected(field, keys);
  for (const [index, key] of matchLabelKeys.entries()) {
    if (!mismatchLabelKeys.includes(key)) continue;
    yield invalid(`${field}.matchLabelKeys[${index}]`, key, 'exists in both matchLabelKeys and mismatchLabelKeys');
  }
}

/** A key that the selector names twice was there before the Pod's own value was added. */
function* alsoSelected(field: string, { matchLabelKeys = [], labelSelector }: LabelKeys): FieldErrors {
  const selected = new Set(Object.keys(labelSelector?.matchLabels ?? {}));
  for (const { key } of labelSelector?.matchExpressions ?? []) {
    const index = matchLabelKeys.lastIndexOf(key);
    if (index >= 0 && selected.has(key)) {
      yield invalid(`${field}[${index}]`, key, 'exists in both matchLabelKeys and labelSelector');
    }
    selected.add(key);
  }
}
