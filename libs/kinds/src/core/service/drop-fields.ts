import { isDeepStrictEqual } from 'node:util';
import type { KubernetesObject } from '@flotilla/machinery';
import type { Service, ServiceSpec } from '../../generated/types/core-v1.ts';
import { isExternallyAccessible, needsClusterIp, needsHealthCheck, needsNodePorts } from './traits.ts';

/** A trait that a Service may lose with its type, and the fields that make sense only with it. */
interface Dependent {
  readonly needed: (spec: ServiceSpec) => boolean;
  readonly together: readonly (readonly (keyof ServiceSpec)[])[];
}

const isLoadBalancer = ({ type }: ServiceSpec): boolean => type === 'LoadBalancer';

const dependents: readonly Dependent[] = [
  { needed: needsClusterIp, together: [['clusterIP', 'clusterIPs'], ['ipFamilies'], ['ipFamilyPolicy']] },
  { needed: needsHealthCheck, together: [['healthCheckNodePort']] },
  { needed: isLoadBalancer, together: [['allocateLoadBalancerNodePorts'], ['loadBalancerClass']] },
  { needed: isExternallyAccessible, together: [['externalTrafficPolicy']] },
];

/**
 * A client that changes only the type means the fields that went with the old one to go, too: they are dropped where it
 * left them as they were; what it changed as well is for validation to refuse.
 */
export function dropTypeDependentFields(next: KubernetesObject, previous: KubernetesObject): void {
  const [service, before] = [next as Service, (previous as Service).spec ?? {}];
  const { spec = {} } = service;
  for (const { needed, together } of dependents) {
    if (!needed(before) || needed(spec)) continue;
    for (const fields of together) {
      if (fields.every((field) => isDeepStrictEqual(spec[field], before[field]))) {
        for (const field of fields) delete spec[field];
      }
    }
  }
  if (needsNodePorts(before) && !needsNodePorts(spec)) dropNodePorts(spec, before);
  if (spec.type !== 'LoadBalancer') service.status = { ...service.status, loadBalancer: {} };
}

function dropNodePorts({ ports = [] }: ServiceSpec, before: ServiceSpec): void {
  const known = new Set((before.ports ?? []).map(({ nodePort }) => nodePort));
  if (ports.every(({ nodePort }) => !nodePort || known.has(nodePort))) for (const port of ports) delete port.nodePort;
}
