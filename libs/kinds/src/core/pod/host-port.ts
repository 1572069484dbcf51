import type { PodSpec } from '../../generated/types/core-v1.ts';

/** A port of the node itself that a Pod wants. */
export interface HostPort {
  /** `0.0.0.0`: on all addresses. */
  readonly address: string;
  readonly protocol: string;
  readonly port: number;
}

const EVERY_ADDRESS = '0.0.0.0';

export function hostPortsOf({ initContainers = [], containers }: PodSpec): HostPort[] {
  return [...initContainers, ...containers]
    .flatMap(({ ports = [] }) => ports)
    .filter(({ hostPort = 0 }) => hostPort > 0)
    .map(({ hostIP, protocol = 'TCP', hostPort = 0 }) => ({
      address: hostIP || EVERY_ADDRESS,
      protocol,
      port: hostPort,
    }));
}

/** Two ports are in each other's way where one of them is on all addresses, or both are on the same. */
export function portsConflict(left: HostPort, right: HostPort): boolean {
  if (left.port !== right.port || left.protocol !== right.protocol) return false;
  return left.address === right.address || left.address === EVERY_ADDRESS || right.address === EVERY_ADDRESS;
}
