import type { ServicePort, ServiceSpec } from '../../generated/types/core-v1.ts';
import { needsHealthCheck, needsNodePorts } from './traits.ts';

/** A port of all nodes that a Service is to have. */
export interface NodePortClaim {
  readonly port: number;
  readonly field: string;
  /** Whether its user named it; otherwise any other would do. */
  readonly isRequested: boolean;
}

/** The ports of all nodes that a Service has. */
export function heldNodePorts(spec: ServiceSpec): number[] {
  const ports = needsNodePorts(spec) ? (spec.ports ?? []).map(({ nodePort = 0 }) => nodePort) : [];
  const healthCheck = needsHealthCheck(spec) ? [spec.healthCheckNodePort ?? 0] : [];
  return [...new Set([...ports, ...healthCheck])].filter((port) => port !== 0);
}

/**
 * Gives each port of a Service that needs one a port of the nodes: what was asked for, or what `choose` returns, a
 * different one at each call. Returns all that the Service did not have before. Ports of one number but different
 * protocols share theirs.
 */
export function assignNodePorts(
  spec: ServiceSpec,
  before: ServiceSpec | undefined,
  choose: () => number,
): NodePortClaim[] {
  const held = new Set(before === undefined ? [] : heldNodePorts(before));
  const claims = needsNodePorts(spec) ? assignToPorts(spec, choose) : [];
  const claimed = claims.filter(({ port }) => !held.has(port));
  if (needsHealthCheck(spec) && !(before !== undefined && needsHealthCheck(before))) {
    const isRequested = Boolean(spec.healthCheckNodePort);
    spec.healthCheckNodePort ||= choose();
    claimed.push({ port: spec.healthCheckNodePort, field: 'spec.healthCheckNodePort', isRequested });
  }
  return claimed;
}

function assignToPorts(spec: ServiceSpec, choose: () => number): NodePortClaim[] {
  const { ports = [] } = spec;
  const claims: NodePortClaim[] = [];
  const givenTo = new Map<number, number>();
  for (const [index, port] of ports.entries()) {
    if (!port.nodePort && !isAutomatic(spec)) continue;
    const shared = givenTo.get(port.port);
    const asked = port.nodePort || (shared === undefined ? askedFor(port, ports) : undefined);
    port.nodePort = asked ?? shared ?? choose();
    givenTo.set(port.port, port.nodePort);
    if (shared === port.nodePort) continue;
    claims.push({ port: port.nodePort, field: `spec.ports[${index}].nodePort`, isRequested: asked !== undefined });
  }
  return claims;
}

function isAutomatic({ type, allocateLoadBalancerNodePorts }: ServiceSpec): boolean {
  return type === 'NodePort' || allocateLoadBalancerNodePorts === true;
}

/** The node port that a later port of the same number asks for. */
function askedFor({ port }: ServicePort, ports: readonly ServicePort[]): number | undefined {
  return ports.find((other) => other.port === port && other.nodePort)?.nodePort;
}
