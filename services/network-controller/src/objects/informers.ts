import { createInformer, type Informer, type InformerDeps } from '@flotilla/controller';
import type { Endpoints } from '@flotilla/kinds/core/v1';
import type { EndpointSlice } from '@flotilla/kinds/discovery/v1';
import type { IPAddress, ServiceCIDR } from '@flotilla/kinds/networking/v1';
import {
  AllEndpoints,
  EndpointSlices,
  IpAddresses,
  Nodes,
  Pods,
  SERVICE_NAME,
  ServiceCidrs,
  Services,
} from './kinds.ts';
import { type NodeView, type PodView, type ServiceView, viewNode, viewPod, viewService } from './projections.ts';

/** What these controllers follow, each kind once for all of them. */
export interface Informers {
  /** Indices `namespace` and `address`. */
  readonly services: Informer<ServiceView>;
  /** Indices `namespace` and `node`. */
  readonly pods: Informer<PodView>;
  readonly nodes: Informer<NodeView>;
  /** Index `service`: by the path of the Service that they say they belong to. */
  readonly slices: Informer<EndpointSlice>;
  readonly endpoints: Informer<Endpoints>;
  readonly addresses: Informer<IPAddress>;
  readonly ranges: Informer<ServiceCIDR>;
}

export function createInformers(deps: InformerDeps): Informers {
  const namespace = (object: { readonly namespace: string }): string[] => [object.namespace];
  return {
    services: createInformer(deps, Services, {
      project: viewService,
      indices: { namespace, address: ({ address }) => (address === undefined ? [] : [address]) },
    }),
    pods: createInformer(deps, Pods, {
      project: viewPod,
      indices: { namespace, node: ({ nodeName }) => (nodeName === '' ? [] : [nodeName]) },
    }),
    nodes: createInformer(deps, Nodes, { project: viewNode }),
    slices: createInformer(deps, EndpointSlices, {
      project: (slice: EndpointSlice) => slice,
      indices: { service: (slice) => servicePathsOf(slice) },
    }),
    endpoints: createInformer(deps, AllEndpoints, { project: (endpoints: Endpoints) => endpoints }),
    addresses: createInformer(deps, IpAddresses, { project: (address: IPAddress) => address }),
    ranges: createInformer(deps, ServiceCidrs, { project: (range: ServiceCIDR) => range }),
  };
}

/** The path of the Service that a slice says it belongs to: one, or none. */
export function servicePathsOf({ metadata }: EndpointSlice): string[] {
  const name = metadata.labels?.[SERVICE_NAME];
  return name ? [`${metadata.namespace ?? ''}/${name}`] : [];
}
