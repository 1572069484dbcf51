import type { FieldError, KubernetesObject } from '@flotilla/machinery';
import { podTemplateWarnings, preparePodTemplate } from '../../core/pod/template.ts';
import type { Deployment, DeploymentStatus } from '../../generated/types/apps-v1.ts';
import type { KindBehaviour } from '../../kind.ts';
import { immutable } from '../../rules/field-rules.ts';
import { keepField } from '../../rules/keep-field.ts';
import { podNameWarnings, replicaStatusErrors } from '../../rules/replica-rules.ts';
import { sameValue } from '../../rules/same-value.ts';
import { notDecremented } from '../../rules/template-rules.ts';
import { deploymentColumns } from './columns.ts';
import { applyDeploymentDefaults } from './defaults.ts';
import { validateDeployment } from './validation.ts';

export const deploymentBehaviour: KindBehaviour = {
  generation: true,
  applyDefaults: applyDeploymentDefaults,
  prepareCreate: prepare,

  prepareUpdate(next, previous) {
    prepare(next);
    // Its annotations are part of what it asks for: they go to its ReplicaSets.
    if (sameValue(next.metadata.annotations ?? {}, previous.metadata.annotations ?? {})) return;
    next.metadata.generation = (previous.metadata.generation ?? 0) + 1;
  },

  validate: validateDeployment,

  validateUpdate(next, previous) {
    const [selector, before] = [(next as Deployment).spec?.selector, (previous as Deployment).spec?.selector];
    return [...immutable('spec.selector', selector, before)];
  },

  prepareStatusUpdate: (next, previous) => keepField(next.metadata, previous.metadata, 'labels'),
  validateStatusUpdate: validateDeploymentStatusUpdate,
  columns: deploymentColumns,
  warnings: ({ metadata, spec }) => [
    ...podNameWarnings(metadata.name),
    ...podTemplateWarnings('spec.template', (spec as Deployment['spec'])?.template),
  ],
};

function prepare(object: KubernetesObject): void {
  preparePodTemplate((object as Deployment).spec?.template);
}

const parts = ['updatedReplicas', 'readyReplicas', 'availableReplicas'] as const;
const counts = [
  'observedGeneration',
  'replicas',
  ...parts,
  'unavailableReplicas',
  'terminatingReplicas',
  'collisionCount',
] as const satisfies readonly (keyof DeploymentStatus)[];

function validateDeploymentStatusUpdate(next: KubernetesObject, previous: KubernetesObject): FieldError[] {
  const { conditions: _, ...numbers } = (next as Deployment).status ?? {};
  const { collisionCount } = (previous as Deployment).status ?? {};
  return [
    ...replicaStatusErrors(numbers, { counts, parts }),
    ...notDecremented('status.collisionCount', numbers.collisionCount, collisionCount),
  ];
}
