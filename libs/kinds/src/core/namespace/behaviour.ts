import type { FieldError, KubernetesObject } from '@flotilla/machinery';
import { ageColumn, ageOf, column, nameColumn } from '../../columns/column.ts';
import type { Namespace } from '../../generated/types/core-v1.ts';
import type { KindBehaviour } from '../../kind.ts';
import { keepField } from '../../rules/keep-field.ts';
import { finalizerErrors, finalizeSubresource } from './finalize.ts';
import { validateNamespaceStatusUpdate } from './status-update.ts';

const kubernetesFinalizer = 'kubernetes';

export const namespaceBehaviour: KindBehaviour = {
  nameRule: 'dns-label',

  applyDefaults(object) {
    labelWithName(object);
    const namespace = object as Namespace;
    namespace.status = { ...namespace.status, phase: namespace.status?.phase || 'Active' };
  },

  prepareCreate(object) {
    labelWithName(object);
    const namespace = object as Namespace;
    const given = namespace.spec?.finalizers ?? [];
    const finalizers = given.includes(kubernetesFinalizer) ? given : [...given, kubernetesFinalizer];
    namespace.spec = { ...namespace.spec, finalizers };
    namespace.status = { phase: 'Active' };
  },

  prepareUpdate(next, previous) {
    const spec = { ...(next as Namespace).spec };
    keepField(spec, (previous as Namespace).spec ?? {}, 'finalizers');
    (next as Namespace).spec = spec;
  },

  validate(object): FieldError[] {
    const finalizers = (object as Namespace).spec?.finalizers ?? [];
    return finalizers.flatMap((name) => [...finalizerErrors('spec.finalizers', name)]);
  },

  validateStatusUpdate: validateNamespaceStatusUpdate,
  subresources: { finalize: finalizeSubresource },

  beginDeletion(object) {
    (object as Namespace).status = { ...(object as Namespace).status, phase: 'Terminating' };
  },

  deletable(object) {
    return ((object as Namespace).spec?.finalizers ?? []).length === 0;
  },

  selectableFields(object) {
    return { 'status.phase': phaseOf(object) };
  },

  columns: {
    definitions: [nameColumn, column('Status', 'string', 'Whether the namespace is in use or going.'), ageColumn],
    cells: (object, now) => [object.metadata.name ?? '', phaseOf(object), ageOf(object, now)],
  },
};

/** So that selectors can choose a namespace by its name. A name that is yet to be generated cannot be set. */
function labelWithName({ metadata }: KubernetesObject): void {
  if (metadata.name) metadata.labels = { ...metadata.labels, 'kubernetes.io/metadata.name': metadata.name };
}

function phaseOf(object: KubernetesObject): string {
  return (object as Namespace).status?.phase ?? '';
}
