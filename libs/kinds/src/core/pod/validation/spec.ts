import type { ObjectMeta } from '@flotilla/machinery';
import { checkDnsLabel, checkDnsSubdomain, checkLabelKey, duplicate, validateLabels } from '@flotilla/machinery';
import type { PodSchedulingGate, PodSpec, Volume } from '../../../generated/types/core-v1.ts';
import type { FieldErrors } from '../../../rules/field-rules.ts';
import { greatestInt32, invalidEach, oneOf, within } from '../../../rules/field-rules.ts';
import { affinityErrors } from './affinity.ts';
import type { PodScope } from './container.ts';
import { containersErrors, ephemeralContainersErrors, initContainersErrors } from './container-lists.ts';
import { fileVariableErrors } from './file-variables.ts';
import { isMirror, mirrorErrors } from './mirror.ts';
import { dnsErrors, hostAliasesErrors, hostnameOverrideErrors, hostPortErrors } from './network.ts';
import { osErrors } from './operating-system.ts';
import { podResourcesErrors } from './pod-resources.ts';
import { resourceClaimsErrors } from './resource-claims.ts';
import { containerScope, resourcesErrors } from './resources.ts';
import { hostUsersErrors, podSecurityErrors } from './security-context.ts';
import { tolerationsErrors } from './tolerations.ts';
import { topologySpreadErrors } from './topology-spread.ts';
import { volumesErrors } from './volumes.ts';

/** What is wrong with a Pod's spec, wherever it stands. `metadata` is the Pod's own, and empty in templates. */
export function* podSpecErrors(field: string, spec: PodSpec, metadata: ObjectMeta): FieldErrors {
  const volumes = new Map<string, Volume>();
  const claims = new Set((spec.resourceClaims ?? []).flatMap(({ name }) => name || []));
  const scope: PodScope = { spec, volumes, resources: containerScope(claims) };
  yield* volumesErrors(`${field}.volumes`, spec.volumes ?? [], metadata.name ?? '', volumes);
  if (isMirror(metadata)) yield* mirrorErrors(spec);
  else yield* resourceClaimsErrors(`${field}.resourceClaims`, spec.resourceClaims ?? []);
  yield* containersErrors(`${field}.containers`, spec.containers ?? [], scope);
  yield* initContainersErrors(`${field}.initContainers`, spec.initContainers ?? [], scope);
  yield* ephemeralContainersErrors(`${field}.ephemeralContainers`, spec.ephemeralContainers ?? [], scope);
  yield* podResourcesErrors(`${field}.resources`, spec, claims);
  yield* hostPortErrors(`${field}.containers`, spec);
  yield* policyErrors(field, spec);
  yield* podSecurityErrors(`${field}.securityContext`, spec.securityContext ?? {}, spec);
  yield* schedulingErrors(field, spec);
  yield* hostUsersErrors(field, spec);
  yield* hostnameOverrideErrors(`${field}.hostnameOverride`, spec);
  yield* nameErrors(field, spec);
  yield* restErrors(field, spec);
  yield* fileVariableErrors(field, spec);
}

function* policyErrors(field: string, spec: PodSpec): FieldErrors {
  yield* oneOf(`${field}.restartPolicy`, spec.restartPolicy, ['Always', 'OnFailure', 'Never']);
  yield* oneOf(`${field}.dnsPolicy`, spec.dnsPolicy, ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None']);
  yield* validateLabels(spec.nodeSelector, `${field}.nodeSelector`);
}

function* schedulingErrors(field: string, spec: PodSpec): FieldErrors {
  if (spec.affinity !== undefined) yield* affinityErrors(`${field}.affinity`, spec.affinity);
  yield* dnsErrors(`${field}.dnsConfig`, spec);
  for (const [index, { conditionType = '' }] of (spec.readinessGates ?? []).entries()) {
    yield* invalidEach(`${field}.readinessGates[${index}].conditionType`, conditionType, checkLabelKey(conditionType));
  }
  yield* gatesErrors(`${field}.schedulingGates`, spec.schedulingGates ?? []);
  yield* topologySpreadErrors(`${field}.topologySpreadConstraints`, spec.topologySpreadConstraints ?? []);
}

function* gatesErrors(field: string, gates: readonly PodSchedulingGate[]): FieldErrors {
  const seen = new Set<string>();
  for (const [index, { name = '' }] of gates.entries()) {
    yield* invalidEach(`${field}[${index}]`, name, checkLabelKey(name));
    if (seen.has(name)) yield duplicate(`${field}[${index}]`, name);
    seen.add(name);
  }
}

function* nameErrors(field: string, spec: PodSpec): FieldErrors {
  yield* named(`${field}.serviceAccountName`, spec.serviceAccountName, checkDnsSubdomain);
  yield* named(`${field}.nodeName`, spec.nodeName, checkDnsSubdomain);
  yield* within(`${field}.activeDeadlineSeconds`, spec.activeDeadlineSeconds, 1, greatestInt32);
  yield* named(`${field}.hostname`, spec.hostname, checkDnsLabel);
  yield* named(`${field}.subdomain`, spec.subdomain, checkDnsLabel);
}

function* named(field: string, name: string | undefined, check: (name: string) => string[]): FieldErrors {
  if (name) yield* invalidEach(field, name, check(name));
}

function* restErrors(field: string, spec: PodSpec): FieldErrors {
  yield* tolerationsErrors(`${field}.tolerations`, spec.tolerations ?? []);
  yield* hostAliasesErrors(`${field}.hostAliases`, spec.hostAliases ?? []);
  yield* named(`${field}.priorityClassName`, spec.priorityClassName, checkDnsSubdomain);
  const { runtimeClassName, preemptionPolicy, overhead } = spec;
  if (runtimeClassName !== undefined) {
    yield* invalidEach(`${field}.runtimeClassName`, runtimeClassName, checkDnsSubdomain(runtimeClassName));
  }
  if (preemptionPolicy !== undefined) {
    yield* oneOf(`${field}.preemptionPolicy`, preemptionPolicy, ['PreemptLowerPriority', 'Never']);
  }
  if (overhead !== undefined) {
    yield* resourcesErrors(`${field}.overhead`, { limits: overhead }, containerScope(new Set()));
  }
  yield* osErrors(field, spec);
}
