import type { FieldError, KubernetesObject } from '@flotilla/machinery';
import { invalid } from '@flotilla/machinery';
import type { PodDisruptionBudget, PodDisruptionBudgetSpec } from '../../generated/types/policy-v1.ts';
import type { KindBehaviour } from '../../kind.ts';
import { atMostTheWhole, countOrPercent } from '../../rules/count-or-percent.ts';
import type { FieldErrors } from '../../rules/field-rules.ts';
import { nonNegative, supportedValue } from '../../rules/field-rules.ts';
import { internalForm } from '../../rules/internal-form.ts';
import { labelSelector } from '../../rules/label-rules.ts';
import { podDisruptionBudgetColumns } from './columns.ts';

export const podDisruptionBudgetBehaviour: KindBehaviour = {
  generation: true,
  validate: (object) => [...specErrors('spec', (object as PodDisruptionBudget).spec ?? {})],
  validateStatusUpdate: validateStatus,
  columns: podDisruptionBudgetColumns,
};

const specForm = { minAvailable: null, selector: null, maxUnavailable: null, unhealthyPodEvictionPolicy: null };

function* specErrors(field: string, spec: PodDisruptionBudgetSpec): FieldErrors {
  if (spec.minAvailable !== undefined && spec.maxUnavailable !== undefined) {
    yield invalid(field, internalForm(spec, specForm), 'minAvailable and maxUnavailable cannot be both set');
  }
  for (const name of ['minAvailable', 'maxUnavailable'] as const) {
    yield* countOrPercent(`${field}.${name}`, spec[name]);
    yield* atMostTheWhole(`${field}.${name}`, spec[name]);
  }
  yield* labelSelector(`${field}.selector`, spec.selector);
  const policies = ['AlwaysAllow', 'IfHealthyBudget'];
  yield* supportedValue(`${field}.unhealthyPodEvictionPolicy`, spec.unhealthyPodEvictionPolicy, policies);
}

const counts = ['disruptionsAllowed', 'currentHealthy', 'desiredHealthy', 'expectedPods'] as const;

function validateStatus(object: KubernetesObject): FieldError[] {
  const { status } = object as PodDisruptionBudget;
  return counts.flatMap((name) => [...nonNegative(`status.${name}`, status?.[name])]);
}
