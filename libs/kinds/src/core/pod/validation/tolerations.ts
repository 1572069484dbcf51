import { checkLabelValue, invalid, notSupported } from '@flotilla/machinery';
import type { Toleration } from '../../../generated/types/core-v1.ts';
import type { FieldErrors } from '../../../rules/field-rules.ts';
import { supportedValue } from '../../../rules/field-rules.ts';
import { labelKey } from '../../../rules/label-rules.ts';
import { taintEffects } from '../../node/taints.ts';

export function* tolerationsErrors(field: string, tolerations: readonly Toleration[]): FieldErrors {
  for (const [index, toleration] of tolerations.entries()) yield* tolerationErrors(`${field}[${index}]`, toleration);
}

function* tolerationErrors(field: string, toleration: Toleration): FieldErrors {
  const { key = '', operator = '', effect = '', tolerationSeconds } = toleration;
  if (key) yield* labelKey(`${field}.key`, key);
  else if (operator !== 'Exists') {
    const why = 'operator must be Exists when `key` is empty, which means "match all values and all keys"';
    yield invalid(`${field}.operator`, operator, why);
  }
  if (tolerationSeconds !== undefined && effect !== 'NoExecute') {
    yield invalid(`${field}.effect`, effect, "effect must be 'NoExecute' when `tolerationSeconds` is set");
  }
  yield* operatorErrors(`${field}.operator`, operator, toleration.value ?? '');
  if (effect) yield* supportedValue(`${field}.effect`, effect, taintEffects);
}

function* operatorErrors(field: string, operator: string, value: string): FieldErrors {
  if (operator === 'Equal' || operator === '') {
    const complaints = checkLabelValue(value);
    if (complaints.length > 0) yield invalid(field, value, complaints.join(';'));
  } else if (operator === 'Exists') {
    if (value) yield invalid(field, value, "value must be empty when `operator` is 'Exists'");
  } else {
    const isComparison = operator === 'Lt' || operator === 'Gt';
    yield notSupported(field, operator, isComparison ? ['Equal', 'Exists', 'Lt', 'Gt'] : ['Equal', 'Exists']);
  }
}
