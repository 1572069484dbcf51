import type { KubernetesObject, StatusError } from '@flotilla/machinery';
import { forbiddenError } from '@flotilla/machinery';
import type { Pod } from '../../generated/types/core-v1.ts';
import type { PriorityClass } from '../../generated/types/scheduling-v1.ts';

/** What Pods get that name no PriorityClass, where none is the default. */
const ordinary: Pick<PriorityClass, 'value' | 'preemptionPolicy'> = {
  value: 0,
  preemptionPolicy: 'PreemptLowerPriority',
};

/** The class of Pods that name none; the least of several. */
export function defaultPriorityClass(classes: readonly PriorityClass[]): PriorityClass | undefined {
  const marked = classes.filter(({ globalDefault }) => globalDefault);
  return marked.toSorted((left, right) => (left.value ?? 0) - (right.value ?? 0))[0];
}

/**
 * Gives a new Pod the priority of the class that it names, or else of the default one. Source: Priority admission.
 * Throws 403 for a Pod that says another by itself, and for one whose class is not among `classes`.
 */
export function assignPriority(pod: KubernetesObject, classes: readonly PriorityClass[]): void {
  const { spec } = pod as Pod;
  if (spec === undefined) return;
  const named = spec.priorityClassName || undefined;
  const found = named === undefined ? defaultPriorityClass(classes) : classOfName(classes, named);
  if (named !== undefined && found === undefined) throw refusal(pod, `no PriorityClass with name ${named} was found`);
  const { value = 0, preemptionPolicy } = found ?? ordinary;
  if (spec.priority !== undefined && spec.priority !== value) {
    throw contradiction(pod, `the integer value of priority (${spec.priority})`, value);
  }
  if (spec.preemptionPolicy && preemptionPolicy && spec.preemptionPolicy !== preemptionPolicy) {
    throw contradiction(pod, `the string value of PreemptionPolicy (${spec.preemptionPolicy})`, preemptionPolicy);
  }
  if (found?.metadata.name !== undefined) spec.priorityClassName = found.metadata.name;
  spec.priority = value;
  if (preemptionPolicy !== undefined) spec.preemptionPolicy = preemptionPolicy;
}

/** Whether the class that a new Pod names, if any, is among `classes`. */
export function knowsPriorityClass(pod: KubernetesObject, classes: readonly PriorityClass[]): boolean {
  const name = (pod as Pod).spec?.priorityClassName;
  return !name || classOfName(classes, name) !== undefined;
}

const classOfName = (classes: readonly PriorityClass[], name: string): PriorityClass | undefined =>
  classes.find(({ metadata }) => metadata.name === name);

function contradiction(pod: KubernetesObject, what: string, computed: number | string): StatusError {
  const why = `${what} must not be provided in pod spec; priority admission controller computed ${computed} from the given PriorityClass name`;
  return refusal(pod, why);
}

const refusal = ({ metadata }: KubernetesObject, why: string): StatusError =>
  forbiddenError({ group: '', name: 'pods' }, metadata.name ?? '', why);
