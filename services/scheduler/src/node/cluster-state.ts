import { isDeepStrictEqual } from 'node:util';
import type { SchedulingPod } from '../pod/scheduling-pod.ts';
import { type NodeInfo, RunningNode } from './node-info.ts';
import type { SchedulingNode } from './scheduling-node.ts';

/**
 * All nodes with what their Pods take, kept up as Pods and nodes change. A Pod that was just placed counts from then
 * on, before the caches show it: it is assumed. Pods of a node that is not there yet are kept for when it comes.
 */
export class ClusterState {
  readonly #nodes = new Map<string, RunningNode>();
  readonly #orphans = new Map<string, Map<string, SchedulingPod>>();
  /** Which node each placed Pod is on, by its path. */
  readonly #places = new Map<string, string>();
  readonly #assumed = new Map<string, string>();
  #listed: readonly NodeInfo[] | undefined;

  nodes(): readonly NodeInfo[] {
    this.#listed ??= [...this.#nodes.values()];
    return this.#listed;
  }

  /** Returns whether the change may let a Pod in that found no place before. */
  putNode(node: SchedulingNode): boolean {
    const known = this.#nodes.get(node.name);
    if (known !== undefined) {
      if (isDeepStrictEqual(known.node, node)) return false;
      known.node = node;
      return true;
    }
    const running = new RunningNode(node);
    for (const pod of this.#orphans.get(node.name)?.values() ?? []) running.put(pod);
    this.#orphans.delete(node.name);
    this.#nodes.set(node.name, running);
    this.#listed = undefined;
    return true;
  }

  removeNode(name: string): void {
    const node = this.#nodes.get(name);
    if (node === undefined) return;
    if (node.pods.size > 0) this.#orphans.set(name, new Map(node.pods));
    this.#nodes.delete(name);
    this.#listed = undefined;
  }

  /** A Pod that a node has. Returns whether that may let another in: it asks for something else, or is another to others. */
  putPod(pod: SchedulingPod): boolean {
    this.#assumed.delete(pod.path);
    if (pod.isFinished) return this.removePod(pod.path);
    const before = this.#podAt(pod.path);
    const isSame = before !== undefined && isDeepStrictEqual(countedOf(before), countedOf(pod));
    if (isSame && this.#places.get(pod.path) === pod.nodeName) return false;
    this.#take(pod.path);
    this.#place(pod, pod.nodeName);
    return before !== undefined;
  }

  /** Returns whether it took anything. */
  removePod(path: string): boolean {
    this.#assumed.delete(path);
    return this.#take(path);
  }

  /** Counts a Pod for the node that it is being bound to. */
  assume(pod: SchedulingPod, node: string): void {
    this.#assumed.set(pod.path, pod.uid);
    this.#place(pod, node);
  }

  /** Takes back an assumption whose binding failed; does nothing where the caches have shown the Pod since. */
  forget({ path, uid }: SchedulingPod): void {
    if (this.#assumed.get(path) === uid) this.removePod(path);
  }

  isAssumed({ path, uid }: SchedulingPod): boolean {
    return this.#assumed.get(path) === uid;
  }

  #podAt(path: string): SchedulingPod | undefined {
    const node = this.#places.get(path);
    if (node === undefined) return undefined;
    return this.#nodes.get(node)?.pods.get(path) ?? this.#orphans.get(node)?.get(path);
  }

  #place(pod: SchedulingPod, nodeName: string): void {
    this.#places.set(pod.path, nodeName);
    const node = this.#nodes.get(nodeName);
    if (node !== undefined) {
      node.put(pod);
      return;
    }
    const orphans = this.#orphans.get(nodeName) ?? new Map<string, SchedulingPod>();
    orphans.set(pod.path, pod);
    this.#orphans.set(nodeName, orphans);
  }

  #take(path: string): boolean {
    const nodeName = this.#places.get(path);
    if (nodeName === undefined) return false;
    this.#places.delete(path);
    this.#nodes.get(nodeName)?.remove(path);
    const orphans = this.#orphans.get(nodeName);
    orphans?.delete(path);
    if (orphans?.size === 0) this.#orphans.delete(nodeName);
    return true;
  }
}

/** What of a Pod matters to others. */
const countedOf = ({ demands, labels, isTerminating }: SchedulingPod) => ({ demands, labels, isTerminating });
