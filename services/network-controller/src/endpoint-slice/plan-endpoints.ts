import { isIPv4 } from 'node:net';
import type { Endpoint, EndpointPort } from '@flotilla/kinds/discovery/v1';
import { findPort, hostnameIn, podReference } from '../objects/pod-endpoint.ts';
import type { PodView, ServiceView } from '../objects/projections.ts';
import type { EndpointGroup } from './plan-slices.ts';

/** The zone of a node, by the node's name. */
export type ZoneOf = (nodeName: string) => string | undefined;

/** What a Service's slices are to hold: its Pods' endpoints, those of the same ports together. */
export function planEndpoints(service: ServiceView, pods: readonly PodView[], zoneOf: ZoneOf): EndpointGroup[] {
  const groups = new Map<string, { ports: EndpointPort[]; endpoints: Endpoint[] }>();
  for (const pod of pods) {
    const addresses = pod.addresses.filter((address) => isIPv4(address));
    if (pod.isOver || addresses.length === 0) continue;
    const ports = portsOf(service, pod);
    const key = JSON.stringify(ports);
    const group = groups.get(key) ?? { ports, endpoints: [] };
    group.endpoints.push(endpointOf(service, pod, addresses, zoneOf(pod.nodeName)));
    groups.set(key, group);
  }
  return [...groups.values()].map((group) => ({ addressType: 'IPv4', ...group }));
}

function portsOf(service: ServiceView, pod: PodView): EndpointPort[] {
  return service.ports.flatMap((servicePort) => {
    const { name = '', protocol = 'TCP', appProtocol } = servicePort;
    const port = findPort(pod, servicePort);
    return port === undefined ? [] : [{ name, port, protocol, ...(appProtocol === undefined ? {} : { appProtocol }) }];
  });
}

/**
 * A terminating Pod is not ready, whatever it says of itself; it is serving as long as it says so, so that a Service
 * with no other may still use it. Source: KEP-1672.
 */
function endpointOf(service: ServiceView, pod: PodView, addresses: string[], zone: string | undefined): Endpoint {
  const { nodeName, isReady, isTerminating } = pod;
  const hostname = hostnameIn(pod, service);
  const ready = service.publishNotReadyAddresses || (isReady && !isTerminating);
  const hints = ready ? hintsOf(service.trafficDistribution, nodeName, zone) : undefined;
  return {
    addresses,
    conditions: { ready, serving: isReady, terminating: isTerminating },
    targetRef: podReference(pod),
    ...(nodeName === '' ? {} : { nodeName }),
    ...(zone === undefined ? {} : { zone }),
    ...(hostname === undefined ? {} : { hostname }),
    ...(hints === undefined ? {} : { hints }),
  };
}

/** Which clients are to prefer an endpoint. Source: Kubernetes documentation, "Traffic distribution". */
function hintsOf(distribution: string | undefined, nodeName: string, zone: string | undefined): Endpoint['hints'] {
  if (distribution === undefined) return undefined;
  const forZones = zone === undefined ? {} : { forZones: [{ name: zone }] };
  const forNodes = distribution === 'PreferSameNode' && nodeName !== '' ? { forNodes: [{ name: nodeName }] } : {};
  const hints = { ...forZones, ...forNodes };
  return Object.keys(hints).length === 0 ? undefined : hints;
}
