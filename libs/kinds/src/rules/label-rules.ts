import { checkLabelKey, checkLabelValue, forbidden, invalid, required, validateLabels } from '@flotilla/machinery';
import type { LabelSelector, LabelSelectorRequirement } from '../generated/types/meta-v1.ts';
import type { FieldErrors } from './field-rules.ts';
import { invalidEach } from './field-rules.ts';

export function labelKey(field: string, key: string): FieldErrors {
  return invalidEach(field, key, checkLabelKey(key));
}

export function* labelSelector(field: string, selector: LabelSelector | undefined): FieldErrors {
  yield* validateLabels(selector?.matchLabels, `${field}.matchLabels`);
  for (const [index, requirement] of (selector?.matchExpressions ?? []).entries()) {
    yield* selectorRequirement(`${field}.matchExpressions[${index}]`, requirement);
  }
}

function* selectorRequirement(field: string, { key, operator, values = [] }: LabelSelectorRequirement): FieldErrors {
  yield* operatorAndValues(field, operator, values);
  yield* labelKey(`${field}.key`, key ?? '');
  for (const [index, value] of values.entries()) {
    yield* invalidEach(`${field}.values[${index}]`, value, checkLabelValue(value));
  }
}

function* operatorAndValues(field: string, operator: string | undefined, values: readonly string[]): FieldErrors {
  if (operator === 'In' || operator === 'NotIn') {
    if (values.length === 0) yield required(`${field}.values`, "must be specified when `operator` is 'In' or 'NotIn'");
  } else if (operator === 'Exists' || operator === 'DoesNotExist') {
    if (values.length > 0) {
      yield forbidden(`${field}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
    }
  } else {
    yield invalid(`${field}.operator`, operator ?? '', 'not a valid selector operator');
  }
}
