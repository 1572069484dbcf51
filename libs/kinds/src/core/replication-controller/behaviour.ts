import type { KubernetesObject } from '@flotilla/machinery';
import { required } from '@flotilla/machinery';
import { validateReplicaSetStatus } from '../../apps/replica-set/behaviour.ts';
import type { ReplicationController } from '../../generated/types/core-v1.ts';
import type { KindBehaviour } from '../../kind.ts';
import type { FieldErrors } from '../../rules/field-rules.ts';
import { nonNegative } from '../../rules/field-rules.ts';
import { podNameWarnings } from '../../rules/replica-rules.ts';
import { chosenLabels, endless, validMatcher } from '../../rules/template-rules.ts';
import {
  applyPodTemplateDefaults,
  podTemplateErrors,
  podTemplateWarnings,
  preparePodTemplate,
} from '../pod/template.ts';
import { replicationControllerColumns } from './columns.ts';

export const replicationControllerBehaviour: KindBehaviour = {
  generation: true,
  // As upstream, for the sake of clients older than the garbage collector.
  orphansDependents: true,

  applyDefaults(object) {
    const { spec } = object as ReplicationController;
    if (spec === undefined) return;
    spec.replicas ??= 1;
    const labels = spec.template?.metadata?.labels;
    if (labels !== undefined) {
      if (isEmpty(spec.selector)) spec.selector = { ...labels };
      if (isEmpty(object.metadata.labels)) object.metadata.labels = { ...labels };
    }
    applyPodTemplateDefaults(spec.template);
  },

  prepareCreate: prepare,
  prepareUpdate: prepare,
  validate: (object) => [...specErrors('spec', (object as ReplicationController).spec)],
  validateStatusUpdate: validateReplicaSetStatus,
  columns: replicationControllerColumns,
  selectableFields: (object) => ({
    'status.replicas': String((object as ReplicationController).status?.replicas ?? 0),
  }),
  warnings: ({ metadata, spec }) => [
    ...podNameWarnings(metadata.name),
    ...podTemplateWarnings('spec.template', (spec as ReplicationController['spec'])?.template),
  ],
};

const isEmpty = (labels: Readonly<Record<string, string>> = {}): boolean => Object.keys(labels).length === 0;

function prepare(object: KubernetesObject): void {
  preparePodTemplate((object as ReplicationController).spec?.template);
}

function* specErrors(field: string, spec: ReplicationController['spec']): FieldErrors {
  const { selector, template } = spec ?? {};
  yield* nonNegative(`${field}.minReadySeconds`, spec?.minReadySeconds);
  if (isEmpty(selector)) yield required(`${field}.selector`);
  if (spec?.replicas === undefined) yield required(`${field}.replicas`);
  yield* nonNegative(`${field}.replicas`, spec?.replicas);
  if (template === undefined) return yield required(`${field}.template`);
  yield* chosenLabels(`${field}.template`, template, validMatcher({ matchLabels: selector }));
  yield* podTemplateErrors(`${field}.template`, template);
  yield* endless(`${field}.template`, template, 'ReplicationController');
}
