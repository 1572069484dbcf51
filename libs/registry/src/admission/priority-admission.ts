import { assignPriority, defaultPriorityClass, knowsPriorityClass, systemPriorityClasses } from '@flotilla/kinds';
import type { PriorityClass } from '@flotilla/kinds/scheduling/v1';
import { forbiddenError, type KubernetesObject, type StatusError } from '@flotilla/machinery';
import type { Admission, AdmissionObjects, AdmissionStep } from '../write/admission.ts';

/** Source: Kubernetes documentation, "Pod Priority and Preemption". */
export const priorityAdmission: AdmissionStep = {
  name: 'Priority',
  async admit(write, objects) {
    const { kind, operation, subresource, object } = write;
    if (subresource !== '') return [];
    if (kind.group === '' && kind.kind === 'Pod' && operation === 'create') await prioritize(object, objects);
    if (kind.group === 'scheduling.k8s.io' && kind.kind === 'PriorityClass') await guardClass(write, objects);
    return [];
  },
};

/** A class that is not known may have been made just now; only then the store is asked. */
async function prioritize(pod: KubernetesObject, { known, list }: AdmissionObjects): Promise<void> {
  const classes = classesOf(await known('scheduling.k8s.io/v1', 'PriorityClass'));
  const suffice = knowsPriorityClass(pod, classes);
  assignPriority(pod, suffice ? classes : classesOf(await list('scheduling.k8s.io/v1', 'PriorityClass')));
}

/** One class may be the default, and those of the system stay. */
async function guardClass({ operation, name, object }: Admission, { list }: AdmissionObjects): Promise<void> {
  if (operation === 'delete') {
    const isSystem = systemPriorityClasses.some(({ metadata }) => metadata.name === name);
    if (isSystem) throw refusal(name, 'this is a system priority class and cannot be deleted');
    return;
  }
  if (!(object as unknown as PriorityClass).globalDefault) return;
  const present = defaultPriorityClass(classesOf(await list('scheduling.k8s.io/v1', 'PriorityClass')));
  const other = present?.metadata.name;
  if (other === undefined || (operation === 'update' && other === name)) return;
  throw refusal(name, `PriorityClass ${other} is already marked as default. Only one default can exist`);
}

const refusal = (name: string, why: string): StatusError =>
  forbiddenError({ group: 'scheduling.k8s.io', name: 'priorityclasses' }, name, why);

const classesOf = (objects: readonly KubernetesObject[]): PriorityClass[] => objects as unknown as PriorityClass[];
