import { isIPv4 } from 'node:net';
import type { Endpoints, Service } from '@flotilla/kinds/core/v1';
import type { EndpointSlice } from '@flotilla/kinds/discovery/v1';
import { apiServiceAddress } from '@flotilla/registry';
import { SERVICE_NAME, SKIP_MIRROR } from '../objects/kinds.ts';

/** The Service by which Pods reach the API. */
export const KUBERNETES = { namespace: 'default', name: 'kubernetes' } as const;

/** Where the API listens, for Pods. */
export interface ApiPlace {
  readonly address: string;
  readonly port: number;
}

/** Undefined where it is none that a Pod could reach: a name, or an address of the API's own machine alone. */
export function apiPlaceOf(apiUrl: string): ApiPlace | undefined {
  const { hostname, port } = new URL(apiUrl);
  if (!isIPv4(hostname) || hostname.startsWith('127.')) return undefined;
  return { address: hostname, port: port === '' ? 443 : Number(port) };
}

export function kubernetesService(range: string, { port }: ApiPlace): Service {
  const clusterIP = apiServiceAddress(range);
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { ...KUBERNETES, labels: { component: 'apiserver', provider: 'kubernetes' } },
    spec: {
      type: 'ClusterIP',
      clusterIP,
      clusterIPs: [clusterIP],
      ipFamilies: ['IPv4'],
      ipFamilyPolicy: 'SingleStack',
      ports: [{ name: 'https', port: 443, protocol: 'TCP', targetPort: port }],
      sessionAffinity: 'None',
    },
  };
}

export function kubernetesEndpoints({ address, port }: ApiPlace): Endpoints {
  return {
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: { ...KUBERNETES, labels: { [SKIP_MIRROR]: 'true' } },
    subsets: [{ addresses: [{ ip: address }], ports: [{ name: 'https', port, protocol: 'TCP' }] }],
  };
}

export function kubernetesSlice({ address, port }: ApiPlace): EndpointSlice {
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { ...KUBERNETES, labels: { [SERVICE_NAME]: KUBERNETES.name } },
    addressType: 'IPv4',
    endpoints: [{ addresses: [address], conditions: { ready: true } }],
    ports: [{ name: 'https', port, protocol: 'TCP' }],
  };
}
