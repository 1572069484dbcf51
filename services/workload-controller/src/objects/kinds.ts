import type { ControllerRevision, DaemonSet, Deployment, ReplicaSet, StatefulSet } from '@flotilla/kinds/apps/v1';
import type { Node, PersistentVolumeClaim, Pod, ReplicationController } from '@flotilla/kinds/core/v1';
import { resourceType } from '@flotilla/registry';

export const ControllerRevisions = resourceType<ControllerRevision>('apps/v1', 'ControllerRevision');
export const DaemonSets = resourceType<DaemonSet>('apps/v1', 'DaemonSet');
export const Deployments = resourceType<Deployment>('apps/v1', 'Deployment');
export const Nodes = resourceType<Node>('v1', 'Node');
export const PersistentVolumeClaims = resourceType<PersistentVolumeClaim>('v1', 'PersistentVolumeClaim');
export const Pods = resourceType<Pod>('v1', 'Pod');
export const ReplicaSets = resourceType<ReplicaSet>('apps/v1', 'ReplicaSet');
export const ReplicationControllers = resourceType<ReplicationController>('v1', 'ReplicationController');
export const StatefulSets = resourceType<StatefulSet>('apps/v1', 'StatefulSet');
