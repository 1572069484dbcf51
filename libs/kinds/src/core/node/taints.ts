import { checkLabelValue, duplicate, invalid } from '@flotilla/machinery';
import type { Taint } from '../../generated/types/core-v1.ts';
import type { FieldErrors } from '../../rules/field-rules.ts';
import { oneOf } from '../../rules/field-rules.ts';
import { internalForm } from '../../rules/internal-form.ts';
import { labelKey } from '../../rules/label-rules.ts';

/** In the order in which the reference lists them. */
export const taintEffects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

export function* taintsErrors(field: string, taints: readonly Taint[]): FieldErrors {
  const seen = new Set<string>();
  for (const [index, taint] of taints.entries()) {
    const path = `${field}[${index}]`;
    const { key = '', value = '', effect = '' } = taint;
    yield* labelKey(`${path}.key`, key);
    const complaints = checkLabelValue(value);
    if (complaints.length > 0) yield invalid(`${path}.value`, value, complaints.join(';'));
    yield* oneOf(`${path}.effect`, effect, taintEffects);
    if (seen.has(`${effect}:${key}`)) yield repeated(path, taint);
    seen.add(`${effect}:${key}`);
  }
}

function repeated(field: string, taint: Taint): ReturnType<typeof duplicate> {
  const error = duplicate(field, internalForm(taint, { key: '', value: '', effect: '', timeAdded: null }));
  return { ...error, message: `${error.message}: taints must be unique by key and effect pair` };
}
