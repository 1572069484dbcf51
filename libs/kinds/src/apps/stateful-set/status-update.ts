import type { FieldError, KubernetesObject } from '@flotilla/machinery';
import { invalid } from '@flotilla/machinery';
import type { StatefulSet, StatefulSetStatus } from '../../generated/types/apps-v1.ts';
import type { FieldErrors } from '../../rules/field-rules.ts';
import { nonNegative } from '../../rules/field-rules.ts';
import { notDecremented } from '../../rules/template-rules.ts';

const parts = ['readyReplicas', 'currentReplicas', 'updatedReplicas', 'availableReplicas'] as const;

export function validateStatefulSetStatusUpdate(next: KubernetesObject, previous: KubernetesObject): FieldError[] {
  const { status = { replicas: 0 } } = next as StatefulSet;
  const { status: before } = previous as StatefulSet;
  return [
    ...statusErrors(status),
    ...notDecremented('status.collisionCount', status.collisionCount, before?.collisionCount),
  ];
}

function* statusErrors(status: StatefulSetStatus): FieldErrors {
  for (const name of ['replicas', ...parts, 'observedGeneration', 'collisionCount'] as const) {
    yield* nonNegative(`status.${name}`, status[name]);
  }
  const { replicas = 0, readyReplicas = 0, availableReplicas = 0 } = status;
  for (const name of parts) {
    const count = status[name] ?? 0;
    if (count > replicas) yield invalid(`status.${name}`, count, 'cannot be greater than status.replicas');
  }
  if (availableReplicas > readyReplicas) {
    yield invalid('status.availableReplicas', availableReplicas, 'cannot be greater than status.readyReplicas');
  }
}
