import type { FieldError, KubernetesObject } from '@flotilla/machinery';
import { applyPodTemplateDefaults, podTemplateWarnings, preparePodTemplate } from '../../core/pod/template.ts';
import type { ReplicaSet, ReplicaSetStatus } from '../../generated/types/apps-v1.ts';
import type { KindBehaviour } from '../../kind.ts';
import type { FieldErrors } from '../../rules/field-rules.ts';
import { immutable, nonNegative } from '../../rules/field-rules.ts';
import { podNameWarnings, replicaStatusErrors, selectorAndTemplateErrors } from '../../rules/replica-rules.ts';
import { replicaSetColumns } from './columns.ts';

export const replicaSetBehaviour: KindBehaviour = {
  generation: true,

  applyDefaults(object) {
    const { spec } = object as ReplicaSet;
    if (spec === undefined) return;
    spec.replicas ??= 1;
    applyPodTemplateDefaults(spec.template);
  },

  prepareCreate: prepare,
  prepareUpdate: prepare,
  validate: (object) => [...specErrors('spec', (object as ReplicaSet).spec)],
  validateUpdate: validateReplicaSetUpdate,
  validateStatusUpdate: validateReplicaSetStatus,
  columns: replicaSetColumns,
  warnings: ({ metadata, spec }) => [
    ...podNameWarnings(metadata.name),
    ...podTemplateWarnings('spec.template', (spec as ReplicaSet['spec'])?.template),
  ],
};

function prepare(object: KubernetesObject): void {
  preparePodTemplate((object as ReplicaSet).spec?.template);
}

function* specErrors(field: string, spec: ReplicaSet['spec']): FieldErrors {
  yield* nonNegative(`${field}.replicas`, spec?.replicas);
  yield* nonNegative(`${field}.minReadySeconds`, spec?.minReadySeconds);
  yield* selectorAndTemplateErrors(field, spec);
}

function validateReplicaSetUpdate(next: KubernetesObject, previous: KubernetesObject): FieldError[] {
  return [...immutable('spec.selector', (next as ReplicaSet).spec?.selector, (previous as ReplicaSet).spec?.selector)];
}

const parts = ['fullyLabeledReplicas', 'readyReplicas', 'availableReplicas'] as const;
const counts = [
  'replicas',
  ...parts,
  'observedGeneration',
  'terminatingReplicas',
] as const satisfies readonly (keyof ReplicaSetStatus)[];

/** Of ReplicationControllers too: theirs is the same but for what is terminating. */
export function validateReplicaSetStatus({ status }: KubernetesObject): FieldError[] {
  const { conditions: _, ...numbers } = (status ?? { replicas: 0 }) as ReplicaSetStatus;
  return [...replicaStatusErrors(numbers, { counts, parts })];
}
