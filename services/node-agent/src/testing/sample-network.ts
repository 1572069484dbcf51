import type { NetworkEndpoint, NetworkEndpointSlice, NetworkMessage, NetworkNode, NetworkService } from '@flotilla/bus';

/** A Service as a node is told of it: one port, 80 to 8080. */
export function sampleService(name: string, more: Partial<NetworkService> = {}): NetworkService {
  return {
    namespace: 'default',
    name,
    revision: 1,
    externalAddresses: [],
    ports: [{ name: 'http', protocol: 'TCP', port: 80 }],
    ...more,
  };
}

export function sampleSlice(
  service: string,
  endpoints: readonly NetworkEndpoint[],
  more: Partial<NetworkEndpointSlice> = {},
): NetworkEndpointSlice {
  const ports = [{ name: 'http', protocol: 'TCP' as const, port: 8080 }];
  return { namespace: 'default', name: `${service}-1`, revision: 1, service, ports, endpoints, ...more };
}

export function sampleEndpoint(address: string, more: Partial<NetworkEndpoint> = {}): NetworkEndpoint {
  return { address, ready: true, serving: true, terminating: false, node: 'node-1', ...more };
}

export interface SampleNews {
  readonly services?: readonly NetworkService[];
  readonly endpointSlices?: readonly NetworkEndpointSlice[];
  readonly nodes?: readonly NetworkNode[];
  readonly drop?: NetworkMessage['drop'];
  readonly endpointRevision?: number;
  readonly loadedRevision?: number;
}

export function networkMessage({
  drop = {},
  endpointRevision = 0,
  loadedRevision = 0,
  ...put
}: SampleNews): NetworkMessage {
  return { session: 's', sequence: 1, endpointRevision, loadedRevision, put, drop };
}
