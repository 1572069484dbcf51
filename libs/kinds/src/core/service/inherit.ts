import type { ServiceSpec } from '../../generated/types/core-v1.ts';
import { sameValue } from '../../rules/same-value.ts';
import { needsClusterIp, needsHealthCheck, needsNodePorts } from './traits.ts';

/**
 * Makes `clusterIP` and `clusterIPs` agree where a client wrote one of them, and gives back what a client that updates
 * did not repeat: the address and the node ports that its Service has.
 */
export function inheritAllocated(spec: ServiceSpec, before: ServiceSpec | undefined): void {
  if (before !== undefined) {
    if (needsClusterIp(before) && needsClusterIp(spec)) keepAddresses(spec, before);
    if (needsNodePorts(before) && needsNodePorts(spec)) keepNodePorts(spec, before);
    if (needsHealthCheck(before) && needsHealthCheck(spec) && before.healthCheckNodePort) {
      spec.healthCheckNodePort ||= before.healthCheckNodePort;
    }
  }
  agreeOnAddresses(spec, before ?? {});
}

function keepAddresses(spec: ServiceSpec, before: ServiceSpec): void {
  if (before.clusterIP) spec.clusterIP ||= before.clusterIP;
  if ((spec.clusterIPs ?? []).length === 0 && before.clusterIPs !== undefined) spec.clusterIPs = [...before.clusterIPs];
}

/** By name: other properties of a port may have changed. A port of the nodes that is still used is not given twice. */
function keepNodePorts({ ports = [] }: ServiceSpec, { ports: old = [] }: ServiceSpec): void {
  const used = new Set(ports.map(({ nodePort }) => nodePort));
  const known = new Map(old.map(({ name = '', nodePort }) => [name, nodePort]));
  for (const port of ports) {
    const nodePort = known.get(port.name ?? '');
    if (!port.nodePort && nodePort && !used.has(nodePort)) port.nodePort = nodePort;
  }
}

/** An older client knows only `clusterIP`; what it does to that is meant for the list, too. */
function agreeOnAddresses(spec: ServiceSpec, before: ServiceSpec): void {
  const { clusterIP = '', clusterIPs = [] } = spec;
  const [old = '', olds = []] = [before.clusterIP, before.clusterIPs];
  if (clusterIP === old) {
    if (clusterIPs.length === 0 && olds.length > 0) spec.clusterIPs = [...olds];
  } else if (sameValue(clusterIPs, olds)) {
    if (clusterIP === '') delete spec.clusterIPs;
    else spec.clusterIPs = [clusterIP];
  }
}
