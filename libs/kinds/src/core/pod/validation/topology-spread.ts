import { duplicate, invalid, required } from '@flotilla/machinery';
import type { TopologySpreadConstraint } from '../../../generated/types/core-v1.ts';
import type { FieldErrors } from '../../../rules/field-rules.ts';
import { supportedValue } from '../../../rules/field-rules.ts';
import { labelSelector } from '../../../rules/label-rules.ts';
import { labelKeysErrors } from './label-keys.ts';

export function* topologySpreadErrors(field: string, constraints: readonly TopologySpreadConstraint[]): FieldErrors {
  for (const [index, constraint] of constraints.entries()) {
    const path = `${field}[${index}]`;
    yield* positive(`${path}.maxSkew`, constraint.maxSkew);
    if (!constraint.topologyKey) yield required(`${path}.topologyKey`, 'can not be empty');
    yield* supportedValue(`${path}.whenUnsatisfiable`, constraint.whenUnsatisfiable ?? '', [
      'DoNotSchedule',
      'ScheduleAnyway',
    ]);
    yield* repeatedErrors(path, constraint, constraints.slice(index + 1));
    yield* minimumErrors(`${path}.minDomains`, constraint);
    for (const name of ['nodeAffinityPolicy', 'nodeTaintsPolicy'] as const) {
      yield* supportedValue(`${path}.${name}`, constraint[name], ['Honor', 'Ignore']);
    }
    yield* labelKeysErrors(path, constraint);
    yield* labelSelector(`${path}.labelSelector`, constraint.labelSelector);
  }
}

function* positive(field: string, value = 0): FieldErrors {
  if (value <= 0) yield invalid(field, value, 'must be greater than zero');
}

function* repeatedErrors(
  field: string,
  { topologyKey, whenUnsatisfiable }: TopologySpreadConstraint,
  others: readonly TopologySpreadConstraint[],
): FieldErrors {
  const isRepeated = others.some(
    (other) => other.topologyKey === topologyKey && other.whenUnsatisfiable === whenUnsatisfiable,
  );
  if (isRepeated) {
    yield duplicate(`${field}.{topologyKey, whenUnsatisfiable}`, `{${topologyKey}, ${whenUnsatisfiable}}`);
  }
}

function* minimumErrors(field: string, { minDomains, whenUnsatisfiable }: TopologySpreadConstraint): FieldErrors {
  if (minDomains === undefined) return;
  yield* positive(field, minDomains);
  if (whenUnsatisfiable !== 'DoNotSchedule') {
    const why = `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${whenUnsatisfiable ?? ''}`;
    yield invalid(field, minDomains, why);
  }
}
