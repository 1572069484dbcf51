import type { Situation } from '../decide/situation.ts';
import type { NodeInfo } from '../node/node-info.ts';
import type { SchedulingPod } from '../pod/scheduling-pod.ts';

/** Why a node does not take a Pod. */
export interface Refusal {
  /** In upstream's words: they are counted over all nodes and told to users. */
  readonly reasons: readonly string[];
  /** Whether the node might take it if other Pods were gone. */
  readonly couldMakeRoom: boolean;
}

/** One thing that a node must fulfil. */
export interface Filter {
  readonly name: string;
  refuse(pod: SchedulingPod, node: NodeInfo, situation: Situation): Refusal | undefined;
}

/** The refusal of a node that no Pod's going can change. */
export const lasting = (reason: string): Refusal => ({ reasons: [reason], couldMakeRoom: false });
