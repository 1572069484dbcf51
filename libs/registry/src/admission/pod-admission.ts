import { addDefaultTolerations, assignServiceAccount } from '@flotilla/kinds';
import type { KubernetesObject } from '@flotilla/machinery';
import type { Admission, AdmissionStep } from '../write/admission.ts';
import { priorityAdmission } from './priority-admission.ts';

/** A step that changes Pods by a pure function of the Pod. Names and order are the reference's admission plugins'. */
function podStep(
  name: string,
  operations: readonly Admission['operation'][],
  change: (pod: KubernetesObject) => void,
): AdmissionStep {
  return {
    name,
    admit({ kind, operation, subresource, object }) {
      const isPod = kind.group === '' && kind.kind === 'Pod' && subresource === '';
      if (isPod && operations.includes(operation)) change(object);
      return [];
    },
  };
}

export const podAdmission: readonly AdmissionStep[] = [
  podStep('ServiceAccount', ['create'], assignServiceAccount),
  priorityAdmission,
  podStep('DefaultTolerationSeconds', ['create', 'update'], addDefaultTolerations),
];
