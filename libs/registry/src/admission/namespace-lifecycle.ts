import { forbiddenError } from '@flotilla/machinery';
import type { AdmissionStep } from '../write/admission.ts';

/** The namespaces that a cluster cannot be without. */
const IMMORTAL = new Set(['default', 'kube-system', 'kube-public']);

/**
 * Nothing is created in a namespace that is not there or is going away; the commit itself checks that, so that no
 * object can slip into a namespace while it is emptied. Source: Kubernetes documentation, admission controllers.
 */
export const namespaceLifecycle: AdmissionStep = {
  name: 'NamespaceLifecycle',
  admit({ operation, kind, namespace, name }) {
    if (operation === 'delete' && kind.group === '' && kind.kind === 'Namespace' && IMMORTAL.has(name)) {
      throw forbiddenError({ group: '', name: 'namespaces' }, name, 'this namespace may not be deleted');
    }
    if (operation !== 'create' || !kind.namespaced) return [];
    return [{ type: 'live', key: { resource: 'namespaces', namespace: '', name: namespace } }];
  },
};
