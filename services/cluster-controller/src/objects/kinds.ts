import type { Lease } from '@flotilla/kinds/coordination/v1';
import type {
  ConfigMap,
  Event,
  Namespace,
  Node,
  PersistentVolume,
  PersistentVolumeClaim,
  Pod,
  ServiceAccount,
} from '@flotilla/kinds/core/v1';
import type { PriorityClass } from '@flotilla/kinds/scheduling/v1';
import type { StorageClass } from '@flotilla/kinds/storage/v1';
import { resourceType } from '@flotilla/registry';

export const ConfigMaps = resourceType<ConfigMap>('v1', 'ConfigMap');
export const Events = resourceType<Event>('v1', 'Event');
export const Leases = resourceType<Lease>('coordination.k8s.io/v1', 'Lease');
export const Namespaces = resourceType<Namespace>('v1', 'Namespace');
export const Nodes = resourceType<Node>('v1', 'Node');
export const PersistentVolumeClaims = resourceType<PersistentVolumeClaim>('v1', 'PersistentVolumeClaim');
export const PersistentVolumes = resourceType<PersistentVolume>('v1', 'PersistentVolume');
export const Pods = resourceType<Pod>('v1', 'Pod');
export const PriorityClasses = resourceType<PriorityClass>('scheduling.k8s.io/v1', 'PriorityClass');
export const ServiceAccounts = resourceType<ServiceAccount>('v1', 'ServiceAccount');
export const StorageClasses = resourceType<StorageClass>('storage.k8s.io/v1', 'StorageClass');
