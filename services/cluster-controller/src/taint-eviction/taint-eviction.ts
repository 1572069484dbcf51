import { type Clock, type Controller, controller, done, type EventRecorder } from '@flotilla/controller';
import { formatTime, pathOf } from '@flotilla/machinery';
import type { Client } from '@flotilla/registry';
import { endPod } from '../objects/end-pod.ts';
import type { Informers } from '../objects/informers.ts';
import type { PodView } from '../objects/projections.ts';
import { planEviction } from './plan-eviction.ts';

export interface TaintEvictionDeps {
  readonly client: Client;
  readonly clock: Clock;
  readonly events: EventRecorder;
}

/** Deletes Pods from nodes whose taints they no longer tolerate. */
export function taintEvictionController(
  { client, clock, events }: TaintEvictionDeps,
  { pods, nodes }: Informers,
): Controller {
  return controller('taint-eviction')
    .for(pods)
    .watches(nodes, ({ path, before, after }) =>
      before?.taints.length || after?.taints.length ? pods.under('node', path).map(pathOf) : [],
    )
    .reconciles(async (path) => {
      const pod = pods.get(path);
      const node = pod === undefined ? undefined : nodes.get(pod.nodeName);
      if (pod === undefined || node === undefined || pod.isTerminating) return done;
      const plan = planEviction(pod.tolerations, node.taints, clock.now());
      if (plan.type === 'stay') return done;
      if (plan.type === 'wait') return { againAfterMs: plan.afterMs };
      tellEviction(events, pod);
      await endPod(client, pod, {
        reason: 'DeletionByTaintManager',
        message: 'Taint manager: deleting due to NoExecute taint',
        time: formatTime(clock.now()),
      });
      return done;
    });
}

function tellEviction(events: EventRecorder, { namespace, name, uid }: PodView): void {
  const message = `Marking for deletion Pod ${namespace}/${name}`;
  events.record(
    { apiVersion: 'v1', kind: 'Pod', namespace, name, uid },
    { type: 'Normal', reason: 'TaintManagerEviction', message },
  );
}
