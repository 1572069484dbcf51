import {
  checkDnsSubdomain,
  forbidden,
  formatQuantity,
  invalid,
  notSupported,
  parseQuantity,
  required,
} from '@flotilla/machinery';
import type { PersistentVolumeClaimSpec } from '../../generated/types/core-v1.ts';
import type { FieldErrors } from '../../rules/field-rules.ts';
import { invalidEach, supportedValue } from '../../rules/field-rules.ts';
import { labelSelector } from '../../rules/label-rules.ts';

const accessModes = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];

/** What is wrong with what a claim asks for, whether it stands by itself or as a template in a Pod. */
export function* claimSpecErrors(field: string, spec: PersistentVolumeClaimSpec): FieldErrors {
  yield* accessModeErrors(`${field}.accessModes`, spec.accessModes ?? []);
  yield* labelSelector(`${field}.selector`, spec.selector);
  yield* storageErrors(`${field}.resources[storage]`, spec.resources?.requests?.storage);
  for (const name of ['storageClassName', 'volumeAttributesClassName'] as const) {
    const value = spec[name];
    if (value) yield* invalidEach(`${field}.${name}`, value, checkDnsSubdomain(value));
  }
  yield* supportedValue(`${field}.volumeMode`, spec.volumeMode, ['Block', 'Filesystem']);
}

function* accessModeErrors(field: string, modes: readonly string[]): FieldErrors {
  if (modes.length === 0) yield required(field, 'at least 1 access mode is required');
  for (const mode of modes) {
    if (!accessModes.includes(mode)) yield notSupported(field, mode, accessModes);
  }
  const known = new Set(modes.filter((mode) => accessModes.includes(mode)));
  if (known.has('ReadWriteOncePod') && known.size > 1) {
    yield forbidden(field, 'may not use ReadWriteOncePod with other access modes');
  }
}

function* storageErrors(field: string, text: string | undefined): FieldErrors {
  if (text === undefined) return yield required(field);
  const amount = parseQuantity(text);
  if (amount.nano <= 0n) yield invalid(field, formatQuantity(amount), 'must be greater than zero');
}
