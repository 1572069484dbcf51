import type { Pod } from '@flotilla/kinds/core/v1';
import { conflictError, formatTime } from '@flotilla/machinery';
import { type Client, resourceType } from '@flotilla/registry';
import type { SchedulingPod } from '../pod/scheduling-pod.ts';
import { setCondition } from './pod-condition.ts';

export const Pods = resourceType<Pod>('v1', 'Pod');

/** What the scheduler writes into Pods. */
export interface Bindings {
  /** Gives a Pod its node. Rejects with 409 where it has one, is another Pod of that name, or is going away. */
  bind(pod: SchedulingPod, node: string): Promise<void>;
  /** Says in the Pod's conditions why it has no node. */
  refuse(pod: SchedulingPod, reason: 'Unschedulable' | 'SchedulerError', message: string): Promise<void>;
}

/** `now`: milliseconds since 1970. */
export function createBindings(client: Client, now: () => number): Bindings {
  return {
    async bind(wanted, node) {
      const change = (pod: Pod): void => {
        refuseOther(pod, wanted);
        pod.spec = { ...(pod.spec ?? { containers: [] }), nodeName: node };
        setCondition(pod, { type: 'PodScheduled', status: 'True' }, formatTime(now()));
      };
      await client.update(Pods, wanted, change, 'binding');
    },
    async refuse(wanted, reason, message) {
      await client.updateStatus(Pods, wanted, (pod) => {
        if (pod.metadata.uid !== wanted.uid || pod.spec?.nodeName) return;
        setCondition(pod, { type: 'PodScheduled', status: 'False', reason, message }, formatTime(now()));
      });
    },
  };
}

/** What else may keep a Pod from being bound is known to its kind. */
function refuseOther({ metadata }: Pod, { name, uid }: SchedulingPod): void {
  if (metadata.uid === uid) return;
  throw conflictError({ group: '', name: 'pods/binding' }, name, 'it is no longer the Pod that was scheduled');
}
