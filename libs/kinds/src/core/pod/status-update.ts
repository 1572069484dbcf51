import type { FieldError, KubernetesObject } from '@flotilla/machinery';
import { checkDnsSubdomain, checkLabelKey, forbidden, invalid } from '@flotilla/machinery';
import type { Pod, PodCondition, PodStatus } from '../../generated/types/core-v1.ts';
import { ipAddress, isDualStack } from '../../rules/address-rules.ts';
import type { FieldErrors } from '../../rules/field-rules.ts';
import { immutable, invalidEach } from '../../rules/field-rules.ts';
import { internalForm } from '../../rules/internal-form.ts';
import { keepField, keepMissingField } from '../../rules/keep-field.ts';
import { restartedContainerErrors } from './restarted-containers.ts';
import { podAnnotationChangeErrors, podAnnotationErrors } from './validation/annotations.ts';

export function preparePodStatusUpdate(object: KubernetesObject, previous: KubernetesObject): void {
  keepField(object.metadata, previous.metadata, 'ownerReferences');
  const [pod, before] = [object as Pod, previous as Pod];
  const status = pod.status ?? {};
  pod.status = status;
  for (const name of ['qosClass', 'observedGeneration'] as const) keepMissingField(status, before.status ?? {}, name);
  keepConditionGenerations(status.conditions ?? [], before.status?.conditions ?? []);
  alignAddresses(status);
}

/** A writer that knows nothing of `observedGeneration` does not take it away. */
function keepConditionGenerations(next: readonly PodCondition[], before: readonly PodCondition[]): void {
  const earlier = [...before];
  for (const condition of next) {
    const index = earlier.findIndex(({ type }) => type === condition.type);
    const [old] = index < 0 ? [] : earlier.splice(index, 1);
    if (old !== undefined) keepMissingField(condition, old, 'observedGeneration');
  }
}

/** `podIP` is the first of `podIPs`; writers that know only one of them set both. */
function alignAddresses(status: PodStatus): void {
  const first = status.podIPs?.[0]?.ip;
  if (status.podIP && status.podIP !== first) status.podIPs = [{ ip: status.podIP }];
  else if (first) status.podIP = first;
}

export function validatePodStatusUpdate(next: KubernetesObject, previous: KubernetesObject): FieldError[] {
  return [...statusErrors(next as Pod & KubernetesObject, previous as Pod & KubernetesObject)];
}

function* statusErrors(next: Pod & KubernetesObject, previous: Pod & KubernetesObject): FieldErrors {
  const [notes, status, before] = [next.metadata.annotations ?? {}, next.status ?? {}, previous.status ?? {}];
  yield* podAnnotationChangeErrors('metadata.annotations', notes, previous.metadata.annotations ?? {});
  yield* podAnnotationErrors('metadata.annotations', notes, next.spec ?? { containers: [] });
  yield* conditionsErrors('status.conditions', status.conditions ?? []);
  yield* nominationErrors('status.nominatedNodeName', next, previous);
  yield* generationErrors('status.observedGeneration', status.observedGeneration);
  yield* immutable('status.qosClass', status.qosClass, before.qosClass);
  yield* restartedContainerErrors(status, before, previous.spec ?? { containers: [] });
  yield* addressesErrors('status.podIPs', status.podIPs ?? [], before.podIPs ?? []);
  yield* hostAddressErrors(status, before);
}

const systemConditions = ['PodScheduled', 'Ready', 'Initialized'];

function* conditionsErrors(field: string, conditions: readonly PodCondition[]): FieldErrors {
  for (const [index, { type = '', observedGeneration }] of conditions.entries()) {
    yield* generationErrors(`${field}[${index}].observedGeneration`, observedGeneration);
    if (!systemConditions.includes(type)) yield* invalidEach(`${field}[${index}].Type`, type, checkLabelKey(type));
  }
}

function* generationErrors(field: string, generation = 0): FieldErrors {
  if (generation < 0) yield invalid(field, generation, 'must be a non-negative integer');
}

function* nominationErrors(field: string, next: Pod, previous: Pod): FieldErrors {
  const name = next.status?.nominatedNodeName;
  if (!name || name === previous.status?.nominatedNodeName) return;
  yield* invalidEach(field, name, checkDnsSubdomain(name));
  if (previous.spec?.nodeName) yield forbidden(field, 'may not be set on pods that are already bound to a node');
}

interface Address {
  readonly ip?: string;
}

function* addressesErrors(field: string, addresses: readonly Address[], before: readonly Address[]): FieldErrors {
  for (const [index, { ip = '' }] of addresses.entries()) {
    if (!before.some((old) => old.ip === ip)) yield* ipAddress(`${field}[${index}]`, ip);
  }
  if (addresses.length > 1 && !isDualStack(addresses.map(({ ip = '' }) => ip))) {
    const shown = addresses.map((address) => internalForm({ ...address }, { ip: '' }));
    yield invalid(field, shown, 'may specify no more than one IP for each IP family');
  }
}

function* hostAddressErrors({ hostIP = '', hostIPs = [] }: PodStatus, before: PodStatus): FieldErrors {
  const [first] = hostIPs;
  if (first !== undefined && first.ip !== hostIP) {
    yield invalid('status.hostIPs[0].ip', first.ip ?? '', 'must be equal to `hostIP`');
  }
  yield* addressesErrors('status.hostIPs', hostIPs, before.hostIPs ?? []);
}
