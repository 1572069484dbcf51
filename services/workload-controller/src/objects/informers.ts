import { createInformer, type Informer, type InformerDeps, type Owned, ownershipIndex } from '@flotilla/controller';
import type { DaemonNode } from '../daemon-set/daemon-fit.ts';
import { type DaemonSetView, viewDaemonNode, viewDaemonSet } from '../daemon-set/daemon-set-view.ts';
import { type Revision, viewRevision } from '../revisions/revision.ts';
import { type StatefulSetView, viewStatefulSet } from '../stateful-set/stateful-set-view.ts';
import { ControllerRevisions, DaemonSets, Nodes, PersistentVolumeClaims, Pods, StatefulSets } from './kinds.ts';
import { viewWorkloadPod, type WorkloadPod } from './workload-pod.ts';

/** What these controllers follow, each kind once for all of them. What is owned is found by its owner. */
export interface Informers {
  readonly pods: Informer<WorkloadPod>;
  readonly nodes: Informer<DaemonNode>;
  readonly claims: Informer<Owned>;
  readonly revisions: Informer<Revision>;
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
    statefulSets: createInformer(deps, StatefulSets, { project: viewStatefulSet }),
    daemonSets: createInformer(deps, DaemonSets, { project: viewDaemonSet }),
  };
}
