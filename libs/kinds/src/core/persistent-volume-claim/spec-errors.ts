import { checkDnsSubdomain, formatQuantity, invalid, parseQuantity, required } from '@flotilla/machinery';
import type { PersistentVolumeClaimSpec } from '../../generated/types/core-v1.ts';
import type { FieldErrors } from '../../rules/field-rules.ts';
import { invalidEach, supportedValue } from '../../rules/field-rules.ts';
import { labelSelector } from '../../rules/label-rules.ts';
import { sameValue } from '../../rules/same-value.ts';
import { accessModesErrors } from './access-modes.ts';

/** What is wrong with what a claim asks for, whether it stands by itself or as a template in a Pod. */
export function* claimSpecErrors(field: string, spec: PersistentVolumeClaimSpec): FieldErrors {
  if ((spec.accessModes ?? []).length === 0) {
    yield required(`${field}.accessModes`, 'at least 1 access mode is required');
  }
  yield* labelSelector(`${field}.selector`, spec.selector);
  yield* accessModesErrors(`${field}.accessModes`, spec.accessModes ?? []);
  yield* storageErrors(`${field}.resources[storage]`, spec.resources?.requests?.storage);
  for (const name of ['storageClassName', 'volumeAttributesClassName'] as const) {
    const value = spec[name];
    if (value) yield* invalidEach(`${field}.${name}`, value, checkDnsSubdomain(value));
  }
  yield* supportedValue(`${field}.volumeMode`, spec.volumeMode, ['Block', 'Filesystem']);
  yield* dataSourceErrors(field, spec);
}

/** The older field can say less; what both say must be the same. The reference reports this of the whole spec. */
function* dataSourceErrors(field: string, { dataSource, dataSourceRef }: PersistentVolumeClaimSpec): FieldErrors {
  if (dataSource === undefined || dataSourceRef === undefined) return;
  if (dataSourceRef.namespace)
    yield invalid(field, {}, 'may not be specified when dataSourceRef.namespace is specified');
  else if (!sameValue(dataSource, dataSourceRef)) yield invalid(field, {}, 'must match dataSourceRef');
}

function* storageErrors(field: string, text: string | undefined): FieldErrors {
  if (text === undefined) return yield required(field);
  const amount = parseQuantity(text);
  if (amount.nano <= 0n) yield invalid(field, formatQuantity(amount), 'must be greater than zero');
}
