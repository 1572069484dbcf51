import { createInformer, type Informer, type InformerDeps } from '@flotilla/controller';
import { ConfigMaps, Leases, Namespaces, Nodes, Pods, ServiceAccounts } from './kinds.ts';
import {
  type ConfigMapView,
  type NamespaceView,
  type NodeView,
  type PodView,
  viewConfigMap,
  viewLease,
  viewNamespace,
  viewNode,
  viewPod,
} from './projections.ts';

/** What these controllers follow, each kind once for all of them. */
export interface Informers {
  readonly namespaces: Informer<NamespaceView>;
  readonly nodes: Informer<NodeView>;
  /** Index `node`: by the node that has them. */
  readonly pods: Informer<PodView>;
  /** When each Lease was last renewed. */
  readonly leases: Informer<string>;
  readonly serviceAccounts: Informer<true>;
  readonly configMaps: Informer<ConfigMapView>;
}

export function createInformers(deps: InformerDeps): Informers {
  return {
    namespaces: createInformer(deps, Namespaces, { project: viewNamespace }),
    nodes: createInformer(deps, Nodes, { project: viewNode }),
    pods: createInformer(deps, Pods, {
      project: viewPod,
      indices: { node: ({ nodeName }) => (nodeName === '' ? [] : [nodeName]) },
    }),
    leases: createInformer(deps, Leases, { project: viewLease }),
    serviceAccounts: createInformer(deps, ServiceAccounts, { project: (): true => true }),
    configMaps: createInformer(deps, ConfigMaps, { project: viewConfigMap }),
  };
}
