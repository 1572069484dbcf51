import { invalid, parseQuantity, required } from '@flotilla/machinery';
import type { HPAScalingPolicy, HPAScalingRules } from '../../generated/types/autoscaling-v2.ts';
import type { FieldErrors } from '../../rules/field-rules.ts';
import { supportedValue } from '../../rules/field-rules.ts';

const longestWindowSeconds = 3600;
const longestPeriodSeconds = 1800;

export function* scalingRuleErrors(field: string, rules: HPAScalingRules | undefined): FieldErrors {
  if (rules === undefined) return;
  const { stabilizationWindowSeconds: window = 0, selectPolicy, policies = [], tolerance } = rules;
  if (window < 0) yield invalid(`${field}.stabilizationWindowSeconds`, window, 'must be greater than or equal to zero');
  yield* atMost(`${field}.stabilizationWindowSeconds`, window, longestWindowSeconds);
  yield* supportedValue(`${field}.selectPolicy`, selectPolicy, ['Disabled', 'Max', 'Min']);
  if (policies.length === 0) yield required(`${field}.policies`, 'must specify at least one Policy');
  for (const [index, policy] of policies.entries()) yield* policyErrors(`${field}.policies[${index}]`, policy);
  if (tolerance !== undefined && parseQuantity(tolerance).nano < 0n) {
    yield invalid(`${field}.tolerance`, tolerance, 'must be greater than or equal to 0');
  }
}

function* policyErrors(field: string, { type, value, periodSeconds }: HPAScalingPolicy): FieldErrors {
  yield* supportedValue(`${field}.type`, type ?? '', ['Percent', 'Pods']);
  yield* positive(`${field}.value`, value ?? 0);
  yield* positive(`${field}.periodSeconds`, periodSeconds ?? 0);
  yield* atMost(`${field}.periodSeconds`, periodSeconds ?? 0, longestPeriodSeconds);
}

function* positive(field: string, value: number): FieldErrors {
  if (value <= 0) yield invalid(field, value, 'must be greater than zero');
}

function* atMost(field: string, value: number, most: number): FieldErrors {
  if (value > most) yield invalid(field, value, `must be less than or equal to ${most}`);
}
