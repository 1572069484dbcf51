import { type Amounts, addAmounts } from '../amounts.ts';
import type { SchedulingPod } from '../pod/scheduling-pod.ts';
import type { SchedulingNode } from './scheduling-node.ts';

/** A node and what its Pods take of it. */
export interface NodeInfo {
  readonly node: SchedulingNode;
  readonly pods: ReadonlyMap<string, SchedulingPod>;
  readonly requested: Amounts;
  /** As `requested`, but a Pod that asks for no CPU or memory counts with what such a Pod usually takes. */
  readonly likely: Amounts;
}

/** What a Pod that does not say takes, for the scores only. Source: upstream's scheduler, non-zero requests. */
const USUAL: ReadonlyMap<string, number> = new Map([
  ['cpu', 100],
  ['memory', 200 * 1024 * 1024],
]);

/** What a Pod is likely to take of the resources that scores look at. */
export function likelyAmounts({ demands }: SchedulingPod): Amounts {
  return new Map([...USUAL].map(([name, usual]) => [name, demands.requests.get(name) || usual]));
}

/** A node whose Pods come and go; its sums are kept, not computed. */
export class RunningNode implements NodeInfo {
  node: SchedulingNode;
  readonly pods = new Map<string, SchedulingPod>();
  readonly requested = new Map<string, number>();
  readonly likely = new Map<string, number>();

  constructor(node: SchedulingNode) {
    this.node = node;
  }

  /** Takes the place of an earlier version of the Pod. */
  put(pod: SchedulingPod): void {
    this.remove(pod.path);
    this.pods.set(pod.path, pod);
    addAmounts(this.requested, pod.demands.requests, 1);
    addAmounts(this.likely, likelyAmounts(pod), 1);
  }

  remove(path: string): void {
    const pod = this.pods.get(path);
    if (pod === undefined) return;
    this.pods.delete(path);
    addAmounts(this.requested, pod.demands.requests, -1);
    addAmounts(this.likely, likelyAmounts(pod), -1);
  }
}
