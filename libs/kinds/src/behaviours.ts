import { controllerRevisionBehaviour } from './apps/controller-revision/behaviour.ts';
import { daemonSetBehaviour } from './apps/daemon-set/behaviour.ts';
import { deploymentBehaviour } from './apps/deployment/behaviour.ts';
import { replicaSetBehaviour } from './apps/replica-set/behaviour.ts';
import { statefulSetBehaviour } from './apps/stateful-set/behaviour.ts';
import { autoscalerBehaviour, firstAutoscalerBehaviour } from './autoscaling/horizontal-pod-autoscaler/behaviour.ts';
import { cronJobBehaviour } from './batch/cron-job/behaviour.ts';
import { jobBehaviour } from './batch/job/behaviour.ts';
import { leaseBehaviour } from './coordination/lease/behaviour.ts';
import { configMapBehaviour } from './core/config-map/behaviour.ts';
import { endpointsBehaviour } from './core/endpoints/behaviour.ts';
import { coreEventBehaviour, eventsEventBehaviour } from './core/event/behaviour.ts';
import { namespaceBehaviour } from './core/namespace/behaviour.ts';
import { nodeBehaviour } from './core/node/behaviour.ts';
import { persistentVolumeBehaviour } from './core/persistent-volume/behaviour.ts';
import { persistentVolumeClaimBehaviour } from './core/persistent-volume-claim/behaviour.ts';
import { podBehaviour } from './core/pod/behaviour.ts';
import { podTemplateBehaviour } from './core/pod-template/behaviour.ts';
import { replicationControllerBehaviour } from './core/replication-controller/behaviour.ts';
import { secretBehaviour } from './core/secret/behaviour.ts';
import { serviceBehaviour } from './core/service/behaviour.ts';
import { serviceAccountBehaviour } from './core/service-account/behaviour.ts';
import { counted } from './counted.ts';
import { endpointSliceBehaviour } from './discovery/endpoint-slice/behaviour.ts';
import type { KindBehaviour } from './kind.ts';
import type { Behaviours } from './kinds.ts';
import { ingressBehaviour } from './networking/ingress/behaviour.ts';
import { ingressClassBehaviour } from './networking/ingress-class/behaviour.ts';
import { ipAddressBehaviour } from './networking/ip-address/behaviour.ts';
import { serviceCidrBehaviour } from './networking/service-cidr/behaviour.ts';
import { podDisruptionBudgetBehaviour } from './policy/pod-disruption-budget/behaviour.ts';
import { printed } from './printed.ts';
import { priorityClassBehaviour } from './scheduling/priority-class/behaviour.ts';
import { storageClassBehaviour } from './storage/storage-class/behaviour.ts';
import { unenforced } from './unenforced.ts';

const acting: Behaviours = {
  '/ConfigMap': configMapBehaviour,
  '/Endpoints': endpointsBehaviour,
  '/Event': coreEventBehaviour,
  '/Namespace': namespaceBehaviour,
  '/Node': nodeBehaviour,
  '/PersistentVolume': persistentVolumeBehaviour,
  '/PersistentVolumeClaim': persistentVolumeClaimBehaviour,
  '/Pod': podBehaviour,
  '/PodTemplate': podTemplateBehaviour,
  '/ReplicationController': replicationControllerBehaviour,
  '/Secret': secretBehaviour,
  '/Service': serviceBehaviour,
  '/ServiceAccount': serviceAccountBehaviour,
  'apps/ControllerRevision': controllerRevisionBehaviour,
  'apps/DaemonSet': daemonSetBehaviour,
  'apps/Deployment': deploymentBehaviour,
  'apps/ReplicaSet': replicaSetBehaviour,
  'apps/StatefulSet': statefulSetBehaviour,
  'autoscaling/HorizontalPodAutoscaler': autoscalerBehaviour,
  'batch/CronJob': cronJobBehaviour,
  'batch/Job': jobBehaviour,
  'coordination.k8s.io/Lease': leaseBehaviour,
  'discovery.k8s.io/EndpointSlice': endpointSliceBehaviour,
  'events.k8s.io/Event': eventsEventBehaviour,
  'networking.k8s.io/IPAddress': ipAddressBehaviour,
  'networking.k8s.io/Ingress': ingressBehaviour,
  'networking.k8s.io/IngressClass': ingressClassBehaviour,
  'networking.k8s.io/ServiceCIDR': serviceCidrBehaviour,
  'policy/PodDisruptionBudget': podDisruptionBudgetBehaviour,
  'scheduling.k8s.io/PriorityClass': priorityClassBehaviour,
  'storage.k8s.io/StorageClass': storageClassBehaviour,
  'autoscaling/v1/HorizontalPodAutoscaler': {
    ...unenforced['autoscaling/HorizontalPodAutoscaler'],
    ...firstAutoscalerBehaviour,
  },
};

/** As upstream, for the sake of clients older than the garbage collector. */
const orphaning: Behaviours = {
  'batch/Job': { orphansDependents: true },
};

/** What kinds do beyond their facts, by `<group>/<Kind>`. */
export const behaviours: Behaviours = merge(acting, printed, counted, orphaning, unenforced);

function merge(...parts: readonly Behaviours[]): Behaviours {
  const merged: Record<string, KindBehaviour> = {};
  for (const [key, behaviour] of parts.flatMap((part) => Object.entries(part))) {
    merged[key] = { ...merged[key], ...behaviour };
  }
  return merged;
}
