import type { FieldError, KubernetesObject } from '@flotilla/machinery';
import { forbidden } from '@flotilla/machinery';
import type { PriorityClass } from '../../generated/types/scheduling-v1.ts';
import type { KindBehaviour } from '../../kind.ts';
import type { FieldErrors } from '../../rules/field-rules.ts';
import { immutable, oneOf } from '../../rules/field-rules.ts';
import { priorityClassColumns } from './columns.ts';
import { isSystemName, systemPriorityClasses } from './system-classes.ts';

/** What lies above is kept for the system. */
const greatestOfUsers = 1_000_000_000;

export const priorityClassBehaviour: KindBehaviour = {
  generation: true,
  applyDefaults(object) {
    classOf(object).preemptionPolicy ??= 'PreemptLowerPriority';
  },
  validate: (object) => [...classErrors(classOf(object))],
  validateUpdate: (next, previous) => [...updateErrors(classOf(next), classOf(previous))],
  columns: priorityClassColumns,
};

const classOf = (object: KubernetesObject): PriorityClass => object as unknown as PriorityClass;

function* classErrors(priorityClass: PriorityClass): FieldErrors {
  const { metadata, value = 0, preemptionPolicy } = priorityClass;
  if (isSystemName(metadata.name ?? '')) yield* systemErrors(priorityClass);
  else if (value > greatestOfUsers) {
    yield forbidden('value', `maximum allowed value of a user defined priority is ${greatestOfUsers}`);
  }
  yield* oneOf('preemptionPolicy', preemptionPolicy, ['PreemptLowerPriority', 'Never']);
}

function* systemErrors({ metadata: { name = '' }, value = 0, globalDefault = false }: PriorityClass): FieldErrors {
  const known = systemPriorityClasses.find(({ metadata }) => metadata.name === name);
  const why =
    known === undefined
      ? `${name} is not a known system priority class`
      : known.value !== value
        ? `value of ${name} PriorityClass must be ${known.value}`
        : globalDefault
          ? `globalDefault of ${name} PriorityClass must be false`
          : undefined;
  if (why === undefined) return;
  yield forbidden(
    'metadata.name',
    `priority class names with 'system-' prefix are reserved for system use only. error: ${why}`,
  );
}

function* updateErrors(next: PriorityClass, previous: PriorityClass): Generator<FieldError, void, undefined> {
  if ((next.value ?? 0) !== (previous.value ?? 0)) yield forbidden('value', 'may not be changed in an update.');
  yield* immutable('preemptionPolicy', next.preemptionPolicy, previous.preemptionPolicy);
}
