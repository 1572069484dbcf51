import { isIPv4 } from 'node:net';
import type { EndpointAddress, EndpointPort, EndpointSubset, Endpoints } from '@flotilla/kinds/core/v1';
import type { Endpoint } from '@flotilla/kinds/discovery/v1';
import type { EndpointGroup, SliceStamp } from '../endpoint-slice/plan-slices.ts';
import { MANAGED_BY, SERVICE_NAME, SKIP_MIRROR, TRIGGER_TIME } from '../objects/kinds.ts';
import type { ServiceView } from '../objects/projections.ts';

export const MIRROR_CONTROLLER = 'endpointslicemirroring-controller.k8s.io';
const LEADER = 'control-plane.alpha.kubernetes.io/leader';
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
/** As upstream, of each subset. */
const MOST_MIRRORED = 1000;

/** Whether slices are made of these Endpoints: somebody wrote them by hand for a Service that selects no Pods. */
export function isMirrored(endpoints: Endpoints | undefined, service: ServiceView | undefined): endpoints is Endpoints {
  if (endpoints === undefined || service === undefined || service.selector !== undefined) return false;
  const { labels, annotations } = endpoints.metadata;
  return labels?.[SKIP_MIRROR] !== 'true' && annotations?.[LEADER] === undefined;
}

export function mirrorStamp({ metadata }: Endpoints): SliceStamp {
  const { [LAST_APPLIED]: _, [TRIGGER_TIME]: __, ...annotations } = metadata.annotations ?? {};
  const labels = { ...metadata.labels, [SERVICE_NAME]: metadata.name ?? '', [MANAGED_BY]: MIRROR_CONTROLLER };
  return { labels, annotations };
}

/** The endpoints of each subset, by family. Subsets of the same ports share slices; an address is listed once. */
export function mirroredGroups({ subsets = [] }: Endpoints): EndpointGroup[] {
  const groups = new Map<string, { addressType: string; ports: EndpointPort[]; endpoints: Map<string, Endpoint> }>();
  for (const subset of subsets) {
    const ports = (subset.ports ?? []).map((port) => ({ ...port, name: port.name ?? '' }));
    for (const { address, isReady } of addressesOf(subset)) {
      const addressType = isIPv4(address.ip) ? 'IPv4' : 'IPv6';
      const key = JSON.stringify([addressType, ports]);
      const group = groups.get(key) ?? { addressType, ports, endpoints: new Map() };
      if (!group.endpoints.has(address.ip)) group.endpoints.set(address.ip, endpointOf(address, isReady));
      groups.set(key, group);
    }
  }
  return [...groups.values()].map((group) => ({ ...group, endpoints: [...group.endpoints.values()] }));
}

function addressesOf({ addresses = [], notReadyAddresses = [] }: EndpointSubset) {
  const ready = addresses.map((address) => ({ address, isReady: true }));
  return [...ready, ...notReadyAddresses.map((address) => ({ address, isReady: false }))].slice(0, MOST_MIRRORED);
}

function endpointOf({ ip, hostname, nodeName, targetRef }: EndpointAddress, ready: boolean): Endpoint {
  return {
    addresses: [ip],
    conditions: { ready },
    ...(hostname ? { hostname } : {}),
    ...(nodeName === undefined ? {} : { nodeName }),
    ...(targetRef === undefined ? {} : { targetRef }),
  };
}
