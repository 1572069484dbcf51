import type { Situation } from '../decide/situation.ts';
import type { NodeInfo } from '../node/node-info.ts';
import type { SchedulingPod } from '../pod/scheduling-pod.ts';
import type { Filter, Refusal } from './filter.ts';
import { hostPorts } from './host-ports.ts';
import { nodeAffinity } from './node-affinity.ts';
import { nodeResources } from './node-resources.ts';
import { nodeUnschedulable } from './node-unschedulable.ts';
import { podAffinity } from './pod-affinity.ts';
import { taintToleration } from './taint-toleration.ts';
import { topologySpread } from './topology-spread.ts';
import { volumeBinding } from './volume-binding.ts';

/** In upstream's order: the first that refuses a node is the one whose reasons are told. */
const filters: readonly Filter[] = [
  nodeUnschedulable,
  taintToleration,
  nodeAffinity,
  hostPorts,
  nodeResources,
  volumeBinding,
  topologySpread,
  podAffinity,
];

/** Why a node does not take a Pod; undefined where it does. */
export function refusalOf(pod: SchedulingPod, node: NodeInfo, situation: Situation): Refusal | undefined {
  for (const filter of filters) {
    const refusal = filter.refuse(pod, node, situation);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}
