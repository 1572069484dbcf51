import { createInformer, type Informer, type InformerDeps } from '@flotilla/controller';
import { localVolumes } from '@flotilla/kinds';
import type { PersistentVolume, PersistentVolumeClaim } from '@flotilla/kinds/core/v1';
import type { StorageClass } from '@flotilla/kinds/storage/v1';
import {
  ConfigMaps,
  Leases,
  Namespaces,
  Nodes,
  PersistentVolumeClaims,
  PersistentVolumes,
  Pods,
  ServiceAccounts,
  StorageClasses,
} from './kinds.ts';
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
  /** Indices `node`: by the node that has them, and `claim`: by the path of each claim that they use. */
  readonly pods: Informer<PodView>;
  /** When each Lease was last renewed. */
  readonly leases: Informer<string>;
  readonly serviceAccounts: Informer<true>;
  readonly configMaps: Informer<ConfigMapView>;
  readonly claims: Informer<PersistentVolumeClaim>;
  /** Indices `node`: by the node whose disk they were made on, and `claim`: by the path of the claim that they are for. */
  readonly volumes: Informer<PersistentVolume>;
  readonly storageClasses: Informer<StorageClass>;
}

export function createInformers(deps: InformerDeps): Informers {
  return {
    namespaces: createInformer(deps, Namespaces, { project: viewNamespace }),
    nodes: createInformer(deps, Nodes, { project: viewNode }),
    pods: createInformer(deps, Pods, {
      project: viewPod,
      indices: {
        node: ({ nodeName }) => (nodeName === '' ? [] : [nodeName]),
        claim: ({ claims }) => claims,
      },
    }),
    leases: createInformer(deps, Leases, { project: viewLease }),
    serviceAccounts: createInformer(deps, ServiceAccounts, { project: (): true => true }),
    configMaps: createInformer(deps, ConfigMaps, { project: viewConfigMap }),
    claims: createInformer(deps, PersistentVolumeClaims, { project: (claim) => claim }),
    volumes: createInformer(deps, PersistentVolumes, {
      project: (volume) => volume,
      indices: {
        node: ({ metadata }) => [metadata.annotations?.[localVolumes.node] ?? ''],
        claim: ({ spec }) => (spec?.claimRef ? [`${spec.claimRef.namespace}/${spec.claimRef.name}`] : []),
      },
    }),
    storageClasses: createInformer(deps, StorageClasses, { project: (storageClass) => storageClass }),
  };
}
