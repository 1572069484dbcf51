import type { KubernetesObject } from '@flotilla/machinery';
import type { Service, ServiceSpec } from '../../generated/types/core-v1.ts';
import { isExternallyAccessible, needsClusterIp } from './traits.ts';

/** How long a client stays with its Pod: three hours, in seconds. */
const affinityTimeout = 10_800;

export function applyServiceDefaults(object: KubernetesObject): void {
  const service = object as Service;
  service.spec ??= {};
  const { spec } = service;
  spec.type ||= 'ClusterIP';
  applyAffinityDefaults(spec);
  for (const port of spec.ports ?? []) {
    port.protocol ||= 'TCP';
    port.targetPort ||= port.port;
  }
  if (isExternallyAccessible(spec)) spec.externalTrafficPolicy ||= 'Cluster';
  if (needsClusterIp(spec)) spec.internalTrafficPolicy ??= 'Cluster';
  if (spec.type === 'LoadBalancer') {
    spec.allocateLoadBalancerNodePorts ??= true;
    for (const ingress of service.status?.loadBalancer?.ingress ?? []) if (ingress.ip) ingress.ipMode ??= 'VIP';
  }
  service.status = { ...service.status, loadBalancer: service.status?.loadBalancer ?? {} };
}

function applyAffinityDefaults(spec: ServiceSpec): void {
  spec.sessionAffinity ||= 'None';
  if (spec.sessionAffinity === 'None') delete spec.sessionAffinityConfig;
  if (spec.sessionAffinity === 'ClientIP' && spec.sessionAffinityConfig?.clientIP?.timeoutSeconds === undefined) {
    spec.sessionAffinityConfig = { clientIP: { timeoutSeconds: affinityTimeout } };
  }
}
