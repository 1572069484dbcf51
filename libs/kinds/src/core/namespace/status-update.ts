import type { FieldError, KubernetesObject } from '@flotilla/machinery';
import { invalid } from '@flotilla/machinery';
import type { Namespace } from '../../generated/types/core-v1.ts';

/** The phase says no more than whether the namespace is being deleted. */
export function validateNamespaceStatusUpdate(next: KubernetesObject): FieldError[] {
  const phase = (next as Namespace).status?.phase ?? '';
  const isTerminating = next.metadata.deletionTimestamp !== undefined;
  if (phase === (isTerminating ? 'Terminating' : 'Active')) return [];
  const why = isTerminating
    ? "may only be 'Terminating' if `deletionTimestamp` is not empty"
    : "may only be 'Active' if `deletionTimestamp` is empty";
  return [invalid('status.Phase', phase, why)];
}
