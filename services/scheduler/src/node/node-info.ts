import { type Amounts, addAmounts } from '../amounts.ts';
import { mindsNeighbours } from '../neighbours/affinity-term.ts';
import type { SchedulingPod } from '../pod/scheduling-pod.ts';
import type { SchedulingNode } from './scheduling-node.ts';

/** A node and what its Pods take of it. */
export interface NodeInfo {
  readonly node: SchedulingNode;
  readonly pods: ReadonlyMap<string, SchedulingPod>;
  /** Those of them that ask for company, or for the absence of it. */
  readonly minding: ReadonlyMap<string, SchedulingPod>;
  readonly requested: Amounts;
  /** As `requested`, but a Pod that asks for no CPU or memory counts with what such a Pod usually takes. */
  readonly likely: Amounts;
}

/** A node whose Pods come and go; its sums are kept, not computed. */
export class RunningNode implements NodeInfo {
  node: SchedulingNode;
  readonly pods = new Map<string, SchedulingPod>();
  readonly minding = new Map<string, SchedulingPod>();
  readonly requested = new Map<string, number>();
  readonly likely = new Map<string, number>();

  constructor(node: SchedulingNode) {
    this.node = node;
  }

  /** Takes the place of an earlier version of the Pod. */
  put(pod: SchedulingPod): void {
    this.remove(pod.path);
    this.pods.set(pod.path, pod);
    if (mindsNeighbours(pod.demands)) this.minding.set(pod.path, pod);
    addAmounts(this.requested, pod.demands.requests, 1);
    addAmounts(this.likely, pod.demands.likely, 1);
  }

  remove(path: string): void {
    const pod = this.pods.get(path);
    if (pod === undefined) return;
    this.pods.delete(path);
    this.minding.delete(path);
    addAmounts(this.requested, pod.demands.requests, -1);
    addAmounts(this.likely, pod.demands.likely, -1);
  }
}
