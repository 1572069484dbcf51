import type { KubernetesObject } from '@flotilla/machinery';
import { checkLabelKey, forbidden, invalid, notSupported } from '@flotilla/machinery';
import { ageColumn, ageOf, column, nameColumn } from '../../columns/column.ts';
import type { Lease, LeaseSpec } from '../../generated/types/coordination-v1.ts';
import type { KindBehaviour } from '../../kind.ts';
import type { FieldErrors } from '../../rules/field-rules.ts';
import { invalidEach } from '../../rules/field-rules.ts';

export const leaseBehaviour: KindBehaviour = {
  prepareCreate(object) {
    dropCoordination(object, {});
  },
  prepareUpdate(next, previous) {
    dropCoordination(next, (previous as Lease).spec ?? {});
  },
  validate: (object) => [...leaseErrors((object as Lease).spec ?? {})],
  guardMark(object) {
    const { holderIdentity = '', leaseTransitions = 0 } = (object as Lease).spec ?? {};
    return `${holderIdentity}/${leaseTransitions}`;
  },
  createsOnUpdate: true,
  requiresResourceVersion: true,
  columns: {
    definitions: [nameColumn, column('Holder', 'string', 'Who holds it.'), ageColumn],
    cells(object, now) {
      return [object.metadata.name ?? '', (object as Lease).spec?.holderIdentity ?? '', ageOf(object, now)];
    },
  },
};

/** Coordinated leader election is off by default in the reference: what asks for it is dropped, as there. */
function dropCoordination(object: KubernetesObject, before: LeaseSpec): void {
  const { spec } = object as Lease;
  if (before.strategy === undefined) delete spec?.strategy;
  if (before.preferredHolder === undefined) delete spec?.preferredHolder;
}

function* leaseErrors({ leaseDurationSeconds, leaseTransitions, strategy, preferredHolder }: LeaseSpec): FieldErrors {
  if (leaseDurationSeconds !== undefined && leaseDurationSeconds <= 0) {
    yield invalid('spec.leaseDurationSeconds', leaseDurationSeconds, 'must be greater than 0');
  }
  if (leaseTransitions !== undefined && leaseTransitions < 0) {
    yield invalid('spec.leaseTransitions', leaseTransitions, 'must be greater than or equal to 0');
  }
  if (strategy !== undefined) yield* strategyErrors('spec.strategy.strategy', strategy);
  if (preferredHolder && !strategy) {
    yield forbidden('spec.preferredHolder', 'may only be specified if `strategy` is defined');
  }
}

function* strategyErrors(field: string, strategy: string): FieldErrors {
  if (strategy.includes('/')) yield* invalidEach(field, strategy, checkLabelKey(strategy));
  else if (strategy !== 'OldestEmulationVersion') yield notSupported(field, strategy, ['OldestEmulationVersion']);
}
