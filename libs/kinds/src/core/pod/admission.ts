import type { KubernetesObject, StatusError } from '@flotilla/machinery';
import { forbiddenError } from '@flotilla/machinery';
import type { Pod, Toleration } from '../../generated/types/core-v1.ts';
import { mirrorServiceAccount } from './defaults.ts';

/** How long Pods stay on a node that is not ready or not reached. Source: DefaultTolerationSeconds admission. */
const tolerationSeconds = 300;
const shortlyTolerated = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'];

/** Lets `pod` outlive a short failure of its node, unless it says itself how long. For creates and updates. */
export function addDefaultTolerations(pod: KubernetesObject): void {
  const { spec } = pod as Pod;
  if (spec === undefined) return;
  const missing = shortlyTolerated.filter(
    (key) => !(spec.tolerations ?? []).some((each) => toleratesEviction(each, key)),
  );
  if (missing.length === 0) return;
  spec.tolerations = [
    ...(spec.tolerations ?? []),
    ...missing.map((key) => ({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds }) as const),
  ];
}

function toleratesEviction(toleration: Toleration, key: string): boolean {
  return (!toleration.key || toleration.key === key) && (!toleration.effect || toleration.effect === 'NoExecute');
}

/** Gives a new Pod its namespace's default ServiceAccount. Source: ServiceAccount admission. */
export function assignServiceAccount(pod: KubernetesObject): void {
  const { spec } = pod as Pod;
  if (spec === undefined) return;
  spec.serviceAccountName ||= 'default';
  mirrorServiceAccount(spec);
}

/** What Pods get that name no PriorityClass. */
const ordinary = { value: 0, preemptionPolicy: 'PreemptLowerPriority' } as const;

/** Gives a new Pod that names no PriorityClass the priority of all such Pods. Source: Priority admission. Throws 403. */
export function assignPriority(pod: KubernetesObject): void {
  const { spec } = pod as Pod;
  if (spec === undefined || spec.priorityClassName) return;
  if (spec.priority !== undefined && spec.priority !== ordinary.value) {
    throw refusal(pod, `the integer value of priority (${spec.priority})`, `${ordinary.value}`);
  }
  if (spec.preemptionPolicy !== undefined && spec.preemptionPolicy !== ordinary.preemptionPolicy) {
    throw refusal(pod, `the string value of PreemptionPolicy (${spec.preemptionPolicy})`, ordinary.preemptionPolicy);
  }
  spec.priority = ordinary.value;
  spec.preemptionPolicy = ordinary.preemptionPolicy;
}

function refusal({ metadata }: KubernetesObject, what: string, computed: string): StatusError {
  const why = `${what} must not be provided in pod spec; priority admission controller computed ${computed} from the given PriorityClass name`;
  return forbiddenError({ group: '', name: 'pods' }, metadata.name ?? '', why);
}
