import {
  type ControllerParts,
  type ControllerServiceDeps,
  createControllerService,
  createOwnedPods,
  type Leading,
  type Service,
} from '@flotilla/controller';
import { daemonSetController } from './daemon-set/daemon-set.ts';
import { deploymentController } from './deployment/deployment.ts';
import { createInformers } from './objects/informers.ts';
import { replicaSetController } from './replica-set/replica-set.ts';
import { statefulSetController } from './stateful-set/stateful-set.ts';

/** Keeps as many Pods as ReplicaSets, Deployments, StatefulSets and DaemonSets ask for. */
export function createWorkloadController(deps: ControllerServiceDeps): Service {
  return createControllerService(deps, { name: 'workload-controller' }, controllersOf);
}

/** Each under the name that it has in upstream, so that what is allowed to whom can be told apart. */
function controllersOf({ informers: deps, clock, client, events }: ControllerParts): Leading[] {
  const informers = createInformers(deps);
  const as = (name: string) => {
    const own = client(name);
    return { client: own, clock, events: events(own, name) };
  };
  const sets = (name: string) => {
    const deps = as(name);
    return { ...deps, ownedPods: createOwnedPods(deps.client, deps.events) };
  };
  const { pods, replicaSets, replicationControllers } = informers;
  return [
    deploymentController(as('deployment-controller'), informers),
    replicaSetController('replica-set', sets('replicaset-controller'), { sets: replicaSets, pods }),
    replicaSetController('replication-controller', sets('replication-controller'), {
      sets: replicationControllers,
      pods,
    }),
    statefulSetController(as('statefulset-controller'), informers),
    daemonSetController(as('daemonset-controller'), informers),
  ];
}
