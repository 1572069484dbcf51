import { createInformer, type Informer, type InformerDeps, type Owned, ownershipIndex } from '@flotilla/controller';
import type { DaemonNode } from '../daemon-set/daemon-fit.ts';
import { type DaemonSetView, viewDaemonNode, viewDaemonSet } from '../daemon-set/daemon-set-view.ts';
import { type DeploymentView, viewDeployment } from '../deployment/deployment-view.ts';
import { type ReplicaSetView, viewReplicaSet, viewReplicationController } from '../replica-set/replica-set-view.ts';
import { type Revision, viewRevision } from '../revisions/revision.ts';
import { type StatefulSetView, viewStatefulSet } from '../stateful-set/stateful-set-view.ts';
import {
  ControllerRevisions,
  DaemonSets,
  Deployments,
  Nodes,
  PersistentVolumeClaims,
  Pods,
  ReplicaSets,
  ReplicationControllers,
  StatefulSets,
} from './kinds.ts';
import { viewWorkloadPod, type WorkloadPod } from './workload-pod.ts';

/** What these controllers follow, each kind once for all of them. What is owned is found by its owner. */
export interface Informers {
  readonly pods: Informer<WorkloadPod>;
  readonly nodes: Informer<DaemonNode>;
  readonly claims: Informer<Owned>;
  readonly revisions: Informer<Revision>;
  readonly deployments: Informer<DeploymentView>;
  readonly replicaSets: Informer<ReplicaSetView>;
  readonly replicationControllers: Informer<ReplicaSetView>;
  readonly statefulSets: Informer<StatefulSetView>;
  readonly daemonSets: Informer<DaemonSetView>;
}

export function createInformers(deps: InformerDeps): Informers {
  const indices = ownershipIndex;
  return {
    pods: createInformer(deps, Pods, { project: viewWorkloadPod, indices }),
    nodes: createInformer(deps, Nodes, { project: viewDaemonNode }),
    claims: createInformer(deps, PersistentVolumeClaims, { project: ({ metadata }): Owned => ({ metadata }) }),
    revisions: createInformer(deps, ControllerRevisions, { project: viewRevision, indices }),
    deployments: createInformer(deps, Deployments, { project: viewDeployment }),
    replicaSets: createInformer(deps, ReplicaSets, { project: viewReplicaSet, indices }),
    replicationControllers: createInformer(deps, ReplicationControllers, { project: viewReplicationController }),
    statefulSets: createInformer(deps, StatefulSets, { project: viewStatefulSet }),
    daemonSets: createInformer(deps, DaemonSets, { project: viewDaemonSet }),
  };
}
