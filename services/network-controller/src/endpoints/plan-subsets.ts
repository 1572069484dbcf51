import type { EndpointAddress, EndpointPort, EndpointSubset } from '@flotilla/kinds/core/v1';
import { findPort, hostnameIn, podReference } from '../objects/pod-endpoint.ts';
import type { PodView, ServiceView } from '../objects/projections.ts';

/** As upstream: who needs more reads EndpointSlices. */
export const MOST_ADDRESSES = 1000;

export interface SubsetPlan {
  readonly subsets: readonly EndpointSubset[];
  /** Whether addresses were left out because there are too many. */
  readonly isTruncated: boolean;
}

/** A Service's Pods as its Endpoints list them: those of the same ports together, in the order of their addresses. */
export function planSubsets(service: ServiceView, pods: readonly PodView[]): SubsetPlan {
  const listed = pods
    .filter((pod) => isListed(service, pod))
    // Those that are ready are the last to be left out.
    .toSorted((left, right) => Number(right.isReady) - Number(left.isReady));
  const groups = new Map<string, { ports: EndpointPort[]; pods: PodView[] }>();
  for (const pod of listed.slice(0, MOST_ADDRESSES)) {
    const ports = portsOf(service, pod);
    if (ports.length === 0 && (service.ports.length > 0 || service.address !== undefined)) continue;
    const key = JSON.stringify(ports);
    const group = groups.get(key) ?? { ports, pods: [] };
    group.pods.push(pod);
    groups.set(key, group);
  }
  const subsets = [...groups.entries()]
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([, group]) => subsetOf(service, group.ports, group.pods));
  return { subsets, isTruncated: listed.length > MOST_ADDRESSES };
}

function isListed({ publishNotReadyAddresses }: ServiceView, { isOver, isTerminating, addresses }: PodView): boolean {
  return !isOver && addresses.length > 0 && (!isTerminating || publishNotReadyAddresses);
}

function portsOf(service: ServiceView, pod: PodView): EndpointPort[] {
  return service.ports.flatMap((servicePort) => {
    const { name, protocol = 'TCP', appProtocol } = servicePort;
    const port = findPort(pod, servicePort);
    if (port === undefined) return [];
    return [{ ...(name ? { name } : {}), port, protocol, ...(appProtocol === undefined ? {} : { appProtocol }) }];
  });
}

function subsetOf(service: ServiceView, ports: EndpointPort[], pods: readonly PodView[]): EndpointSubset {
  const isReady = (pod: PodView): boolean => pod.isReady || service.publishNotReadyAddresses;
  const addressesOf = (list: readonly PodView[]): EndpointAddress[] =>
    list.map((pod) => addressOf(service, pod)).toSorted((left, right) => (left.ip < right.ip ? -1 : 1));
  const addresses = addressesOf(pods.filter(isReady));
  const notReadyAddresses = addressesOf(pods.filter((pod) => !isReady(pod)));
  return {
    ...(addresses.length === 0 ? {} : { addresses }),
    ...(notReadyAddresses.length === 0 ? {} : { notReadyAddresses }),
    ...(ports.length === 0 ? {} : { ports }),
  };
}

function addressOf(service: ServiceView, pod: PodView): EndpointAddress {
  const { nodeName, addresses } = pod;
  const hostname = hostnameIn(pod, service);
  return {
    ip: addresses[0] ?? '',
    ...(hostname === undefined ? {} : { hostname }),
    ...(nodeName === '' ? {} : { nodeName }),
    targetRef: podReference(pod),
  };
}
