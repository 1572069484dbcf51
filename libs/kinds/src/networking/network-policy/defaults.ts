import type { KubernetesObject } from '@flotilla/machinery';
import type { NetworkPolicy } from '../../generated/types/networking-v1.ts';

export function applyNetworkPolicyDefaults(object: KubernetesObject): void {
  const { spec } = object as NetworkPolicy;
  if (spec === undefined) return;
  const { ingress = [], egress = [] } = spec;
  for (const { ports = [] } of [...ingress, ...egress]) {
    for (const port of ports) port.protocol ??= 'TCP';
  }
  if ((spec.policyTypes ?? []).length === 0) spec.policyTypes = egress.length > 0 ? ['Ingress', 'Egress'] : ['Ingress'];
}
