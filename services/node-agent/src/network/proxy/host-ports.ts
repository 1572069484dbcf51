import type { NetworkProtocol } from '@flotilla/bus';
import type { ContainerPort } from '@flotilla/kinds/core/v1';
import { containersOf } from '../../pod/containers.ts';
import type { StoredPod } from '../../pod/stored-pod.ts';
import { type Front, LOOPBACK } from './front.ts';

export interface PodPlace {
  readonly pod: StoredPod;
  readonly address: string;
}

/**
 * The fronts that lead from this node's own ports to a Pod of it. On the node's network a Pod has the ports themselves.
 * Source: Kubernetes API reference, ContainerPort.
 */
export function hostPortFronts({ pod, address }: PodPlace): Front[] {
  if (pod.spec.hostNetwork) return [];
  return containersOf(pod).flatMap(({ container }) =>
    (container.ports ?? []).flatMap((port) => frontsOfPort(port, address)),
  );
}

function protocolOf(protocol: string | undefined): NetworkProtocol {
  return protocol === 'UDP' || protocol === 'SCTP' ? protocol : 'TCP';
}

function frontsOfPort({ hostPort = 0, hostIP = '', containerPort, protocol }: ContainerPort, address: string): Front[] {
  if (hostPort === 0) return [];
  const front = {
    protocol: protocolOf(protocol),
    port: hostPort,
    backends: [{ address, port: containerPort, local: true }],
  };
  const everywhere = hostIP === '' || hostIP === '0.0.0.0';
  const own = { ...front, masked: hostIP === LOOPBACK, ...(!everywhere && { address: hostIP }) };
  return everywhere ? [own, { ...front, masked: true, address: LOOPBACK }] : [own];
}
