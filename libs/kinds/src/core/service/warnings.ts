import type { KubernetesObject } from '@flotilla/machinery';
import type { Service, ServiceSpec } from '../../generated/types/core-v1.ts';
import { ipWarnings } from '../../rules/address-warnings.ts';

export function serviceWarnings(object: KubernetesObject): string[] {
  const { spec = {} } = object as Service;
  const { clusterIPs = [], externalIPs = [], loadBalancerIP } = spec;
  return [
    ...clusterIPs.flatMap((address, index) => ipWarnings(`spec.clusterIPs[${index}]`, address)),
    ...headlessWarnings(spec),
    ...externalIPs.flatMap((address, index) => ipWarnings(`spec.externalIPs[${index}]`, address)),
    ...externalAddressWarnings(spec),
    ...(loadBalancerIP ? ipWarnings('spec.loadBalancerIP', loadBalancerIP) : []),
    ...typeWarnings(spec),
  ];
}

function isHeadless({ type, clusterIP }: ServiceSpec): boolean {
  return type === 'ClusterIP' && clusterIP === 'None';
}

function* headlessWarnings(spec: ServiceSpec): Generator<string> {
  if (!isHeadless(spec)) return;
  const ignored = (field: string): string => `spec.${field} is ignored for headless services`;
  if (spec.loadBalancerIP) yield ignored('loadBalancerIP');
  if ((spec.externalIPs ?? []).length > 0) yield ignored('externalIPs');
  if (spec.sessionAffinity !== 'None') yield ignored('SessionAffinity');
}

function* externalAddressWarnings(spec: ServiceSpec): Generator<string> {
  if ((spec.externalIPs ?? []).length === 0 || isHeadless(spec) || spec.type === 'ExternalName') return;
  yield 'spec.externalIPs is deprecated and may no longer be implemented in some clusters';
}

function* typeWarnings({ type, externalIPs = [], externalName, trafficDistribution }: ServiceSpec): Generator<string> {
  if (type === 'ExternalName' && externalIPs.length > 0) {
    yield 'spec.externalIPs is ignored when spec.type is "ExternalName"';
  }
  if (type !== 'ExternalName' && externalName) {
    yield 'spec.externalName is ignored when spec.type is not "ExternalName"';
  }
  if (trafficDistribution === 'PreferClose') {
    yield 'spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"';
  }
}
