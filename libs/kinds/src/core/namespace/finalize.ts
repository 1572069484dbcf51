import { checkLabelKey, invalid } from '@flotilla/machinery';
import type { Namespace } from '../../generated/types/core-v1.ts';
import type { SubresourceBehaviour } from '../../kind.ts';
import type { FieldErrors } from '../../rules/field-rules.ts';
import { invalidEach } from '../../rules/field-rules.ts';
import { keepField } from '../../rules/keep-field.ts';

const standardFinalizers = ['kubernetes', 'orphan', 'foregroundDeletion'];

export function* finalizerErrors(field: string, name: string): FieldErrors {
  yield* invalidEach(field, name, checkLabelKey(name));
  if (!name.includes('/') && !standardFinalizers.includes(name)) {
    yield invalid(field, name, 'name is neither a standard finalizer name nor is it fully qualified');
  }
}

/** `namespaces/finalize`: the only way to change `spec.finalizers`. */
export const finalizeSubresource: SubresourceBehaviour = {
  prepareUpdate(next, previous) {
    keepField(next as Namespace, previous as Namespace, 'status');
  },
  validateUpdate(next) {
    const finalizers = (next as Namespace).spec?.finalizers ?? [];
    return finalizers.flatMap((name, index) => [...finalizerErrors(`spec.finalizers[${index}]`, name)]);
  },
};
