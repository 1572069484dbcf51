import { type Clock, type Controller, controller, done } from '@flotilla/controller';
import { formatTime, pathOf } from '@flotilla/machinery';
import type { Client } from '@flotilla/registry';
import { endPod } from '../objects/end-pod.ts';
import type { Informers } from '../objects/informers.ts';
import { Nodes } from '../objects/kinds.ts';
import { planGarbage } from './plan-garbage.ts';

/** Deletes Pods whose node no longer exists: nobody is left who could end them. */
export function podGarbageController(
  { client, clock }: { readonly client: Client; readonly clock: Clock },
  { pods, nodes }: Informers,
): Controller {
  /** Since when each node that Pods name has been missing, in milliseconds since 1970. */
  const missing = new Map<string, number>();
  const missingSinceMs = (node: string): number | undefined => {
    if (nodes.get(node) !== undefined) missing.delete(node);
    else if (!missing.has(node)) missing.set(node, clock.now());
    return missing.get(node);
  };
  return controller('pod-garbage')
    .for(pods)
    .watches(nodes, ({ path, before, after }) =>
      before === undefined || after === undefined ? pods.under('node', path).map(pathOf) : [],
    )
    .reconciles(async (path) => {
      const pod = pods.get(path);
      if (pod === undefined || pod.nodeName === '') return done;
      const plan = planGarbage(missingSinceMs(pod.nodeName), clock.now());
      if (plan.type === 'keep') return done;
      if (plan.type === 'wait') return { againAfterMs: plan.afterMs };
      // The cache may be behind; the store is not.
      if ((await client.get(Nodes, { name: pod.nodeName })) !== undefined) return done;
      await endPod(client, pod, {
        reason: 'DeletionByPodGC',
        message: 'PodGC: node no longer exists',
        time: formatTime(clock.now()),
        isLost: true,
      });
      return done;
    });
}
