import type { FieldError, KubernetesObject } from '@flotilla/machinery';
import {
  checkDnsSubdomain,
  checkLabelKey,
  forbidden,
  invalid,
  notSupported,
  required,
  validateLabels,
} from '@flotilla/machinery';
import type { Service, ServiceSpec } from '../../generated/types/core-v1.ts';
import { cidr, ipAddress } from '../../rules/address-rules.ts';
import { endpointAddress } from '../../rules/endpoint-address.ts';
import type { FieldErrors } from '../../rules/field-rules.ts';
import { invalidEach, oneOf, supportedValue } from '../../rules/field-rules.ts';
import { clusterAddressErrors } from './address-validation.ts';
import { portsErrors } from './port-validation.ts';
import { isExternallyAccessible, isHeadless, needsClusterIp, needsHealthCheck } from './traits.ts';

const types = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];
const policies = ['Cluster', 'Local'];
const distributions = ['PreferClose', 'PreferSameZone', 'PreferSameNode'];
const sourceRanges = 'service.beta.kubernetes.io/load-balancer-source-ranges';
const topologyHints = 'service.kubernetes.io/topology-aware-hints';
const topologyMode = 'service.kubernetes.io/topology-mode';
/** A day, in seconds. */
const longestAffinity = 86_400;

export function validateService(object: KubernetesObject): FieldError[] {
  const { spec = {} } = object as Service;
  const annotations = object.metadata.annotations ?? {};
  return [
    ...topologyErrors(annotations),
    ...typeErrors(spec),
    ...portsErrors('spec.ports', spec),
    ...validateLabels(spec.selector, 'spec.selector'),
    ...affinityErrors(spec),
    ...clusterAddressErrors(spec),
    ...externalAddressErrors('spec.externalIPs', spec.externalIPs ?? []),
    ...oneOf('spec.type', spec.type, types),
    ...sourceRangesErrors(spec, annotations[sourceRanges]),
    ...loadBalancerErrors(spec),
    ...externalTrafficErrors(spec),
    ...internalTrafficErrors(spec),
  ];
}

function* topologyErrors(annotations: Readonly<Record<string, string>>): FieldErrors {
  const [mode, hints] = [annotations[topologyMode], annotations[topologyHints]];
  if (mode !== undefined && hints !== undefined && mode !== hints) {
    const why = `must match annotations[${topologyHints}] when both are specified`;
    yield invalid(`metadata.annotations[${topologyMode}]`, mode, why);
  }
}

function* typeErrors(spec: ServiceSpec): FieldErrors {
  const { type, ports = [] } = spec;
  if (ports.length === 0 && !isHeadless(spec) && type !== 'ExternalName') yield required('spec.ports');
  if ((type === 'LoadBalancer' || type === 'NodePort') && isHeadless(spec)) {
    yield invalid('spec.clusterIPs[0]', 'None', `may not be set to 'None' for ${type} services`);
  }
  if (type === 'ExternalName') yield* externalNameErrors(spec);
}

function* externalNameErrors({ clusterIPs = [], ipFamilies = [], ipFamilyPolicy, externalName = '' }: ServiceSpec) {
  const why = 'may not be set for ExternalName services';
  if (clusterIPs.length > 0) yield forbidden('spec.clusterIPs', why);
  if (ipFamilies.length > 0) yield forbidden('spec.ipFamilies', why);
  if (ipFamilyPolicy !== undefined) yield forbidden('spec.ipFamilyPolicy', why);
  const name = externalName.replace(/\.$/, '');
  if (name === '') yield required('spec.externalName');
  else yield* invalidEach('spec.externalName', name, checkDnsSubdomain(name));
}

function* affinityErrors({ sessionAffinity, sessionAffinityConfig: config }: ServiceSpec): FieldErrors {
  const field = 'spec.sessionAffinityConfig';
  yield* oneOf('spec.sessionAffinity', sessionAffinity, ['ClientIP', 'None']);
  if (sessionAffinity === 'None' && config !== undefined) {
    yield forbidden(field, 'must not be set when session affinity is None');
  }
  const seconds = config?.clientIP?.timeoutSeconds;
  if (sessionAffinity === 'ClientIP' && seconds !== undefined && (seconds <= 0 || seconds > longestAffinity)) {
    const why = `must be greater than 0 and less than ${longestAffinity}`;
    yield invalid(`${field}.clientIP.timeoutSeconds`, seconds, why);
  }
}

function* externalAddressErrors(field: string, addresses: readonly string[]): FieldErrors {
  for (const [index, address] of addresses.entries()) {
    const errors = [...ipAddress(`${field}[${index}]`, address)];
    yield* errors;
    if (errors.length === 0) yield* endpointAddress(`${field}[${index}]`, address);
  }
}

/** As the field, and as the annotation that came before it. The reference writes the field's name with a capital. */
function* sourceRangesErrors({ type, loadBalancerSourceRanges: ranges = [] }: ServiceSpec, annotation?: string) {
  const isAnnotated = ranges.length === 0 && annotation !== undefined;
  if (ranges.length === 0 && !isAnnotated) return;
  const field = isAnnotated ? `metadata.annotations[${sourceRanges}]` : 'spec.LoadBalancerSourceRanges';
  if (type !== 'LoadBalancer') yield forbidden(field, "may only be used when `type` is 'LoadBalancer'");
  const given = isAnnotated && annotation.trim() !== '' ? annotation.trim().split(',') : ranges;
  for (const [index, range] of given.entries()) yield* cidr(isAnnotated ? field : `${field}[${index}]`, range.trim());
}

function* loadBalancerErrors({ type, allocateLoadBalancerNodePorts, loadBalancerClass }: ServiceSpec): FieldErrors {
  const why = "may only be used when `type` is 'LoadBalancer'";
  if (type !== 'LoadBalancer') {
    if (allocateLoadBalancerNodePorts !== undefined) yield forbidden('spec.allocateLoadBalancerNodePorts', why);
    if (loadBalancerClass !== undefined) yield forbidden('spec.loadBalancerClass', why);
  } else if (loadBalancerClass !== undefined) {
    yield* invalidEach('spec.loadBalancerClass', loadBalancerClass, checkLabelKey(loadBalancerClass));
  }
}

function* externalTrafficErrors(spec: ServiceSpec): FieldErrors {
  const { externalTrafficPolicy: policy, healthCheckNodePort: port = 0 } = spec;
  if (isExternallyAccessible(spec)) yield* oneOf('spec.externalTrafficPolicy', policy, policies);
  else if (policy) {
    yield invalid('spec.externalTrafficPolicy', policy, 'may only be set for externally-accessible services');
  }
  if (!needsHealthCheck(spec) && port !== 0) {
    const why = "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'";
    yield invalid('spec.healthCheckNodePort', port, why);
  }
}

function* internalTrafficErrors(spec: ServiceSpec): FieldErrors {
  const { internalTrafficPolicy: policy, trafficDistribution: distribution } = spec;
  if (needsClusterIp(spec)) yield* oneOf('spec.internalTrafficPolicy', policy, policies);
  else yield* supportedValue('spec.internalTrafficPolicy', policy, policies);
  if (distribution !== undefined && !distributions.includes(distribution)) {
    yield notSupported('spec.trafficDistribution', distribution, distributions);
  }
}
