import type { NetworkEndpointSlice, NetworkNode, NetworkProtocol, NetworkService } from '@flotilla/bus';
import type { Node, Service } from '@flotilla/kinds/core/v1';
import type { EndpointSlice } from '@flotilla/kinds/discovery/v1';

/** Source: Kubernetes documentation, "Well-Known Labels, Annotations and Taints". */
const SERVICE_LABEL = 'kubernetes.io/service-name';
/** A Service with this label is served by another program than ours. */
const OTHER_PROXY_LABEL = 'service.kubernetes.io/service-proxy-name';
const DEFAULT_AFFINITY_SECONDS = 10_800;

interface Stored {
  readonly metadata?: { readonly resourceVersion?: string | undefined } | undefined;
}

/** What nodes use of a Service; undefined for one that is not theirs to serve. */
export function networkService(service: Service): NetworkService | undefined {
  const { namespace = '', name = '', labels } = service.metadata ?? {};
  const spec = service.spec ?? {};
  if (labels?.[OTHER_PROXY_LABEL] !== undefined) return undefined;
  const external = [...(spec.externalIPs ?? []), ...balancerAddresses(service)];
  const { clusterIP = '' } = spec;
  const isExternal = spec.type === 'ExternalName';
  return {
    namespace,
    name,
    revision: revisionOf(service),
    ...(!isExternal && isIPv4(clusterIP) && { address: clusterIP }),
    ...(!isExternal && clusterIP === 'None' && { headless: true as const }),
    ...(isExternal && spec.externalName !== undefined && { externalName: spec.externalName }),
    externalAddresses: [...new Set(external)].filter(isIPv4),
    ports: (spec.ports ?? []).map(({ name: portName = '', protocol, port, nodePort }) => ({
      name: portName,
      protocol: protocolOf(protocol),
      port,
      ...(nodePort !== undefined && nodePort > 0 && { nodePort }),
    })),
    ...(spec.sessionAffinity === 'ClientIP' && { affinitySeconds: affinitySecondsOf(service) }),
    ...(spec.internalTrafficPolicy === 'Local' && { internalLocal: true as const }),
    ...(spec.externalTrafficPolicy === 'Local' && { externalLocal: true as const }),
  };
}

/** What nodes use of an EndpointSlice; undefined for one that belongs to no Service or holds no IPv4 addresses. */
export function networkEndpointSlice(slice: EndpointSlice): NetworkEndpointSlice | undefined {
  const { namespace = '', name = '', labels } = slice.metadata;
  const service = labels?.[SERVICE_LABEL];
  if (service === undefined || slice.addressType !== 'IPv4') return undefined;
  return {
    namespace,
    name,
    revision: revisionOf(slice),
    service,
    ports: (slice.ports ?? []).flatMap(({ name: portName = '', protocol, port }) =>
      port === undefined ? [] : { name: portName, protocol: protocolOf(protocol), port },
    ),
    endpoints: (slice.endpoints ?? []).flatMap(({ addresses: [address], conditions = {}, ...endpoint }) => {
      if (address === undefined) return [];
      const { ready = true, serving = ready, terminating = false } = conditions;
      return {
        address,
        ready,
        serving,
        terminating,
        ...(endpoint.nodeName !== undefined && { node: endpoint.nodeName }),
        ...(endpoint.hostname !== undefined && { hostname: endpoint.hostname }),
        ...(endpoint.targetRef?.uid !== undefined && { podUid: endpoint.targetRef.uid }),
      };
    }),
  };
}

/** A node that only acts as if: its Pods have addresses that lead nowhere. */
const SIMULATED_LABEL = 'flotilla.dev/simulated';

/** How a node's Pods are reached; undefined before it has a range and an address. */
export function networkNode(node: Node): NetworkNode | undefined {
  if (node.metadata?.labels?.[SIMULATED_LABEL] !== undefined) return undefined;
  const podRange = node.spec?.podCIDR;
  const address = node.status?.addresses?.find(({ type }) => type === 'InternalIP')?.address;
  if (podRange === undefined || address === undefined) return undefined;
  return { name: node.metadata?.name ?? '', revision: revisionOf(node), podRange, address };
}

function balancerAddresses({ status }: Service): string[] {
  const ingress = status?.loadBalancer?.ingress ?? [];
  return ingress.flatMap(({ ip, ipMode = 'VIP' }) => (ip !== undefined && ipMode === 'VIP' ? ip : []));
}

function affinitySecondsOf({ spec }: Service): number {
  return spec?.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? DEFAULT_AFFINITY_SECONDS;
}

function protocolOf(protocol: string | undefined): NetworkProtocol {
  return protocol === 'UDP' || protocol === 'SCTP' ? protocol : 'TCP';
}

function revisionOf({ metadata }: Stored): number {
  return Number(metadata?.resourceVersion);
}

function isIPv4(address: string): boolean {
  return /^\d+(\.\d+){3}$/.test(address);
}
