import { type Neighbours, neighboursOf } from '../neighbours/neighbours.ts';
import type { NodeInfo } from '../node/node-info.ts';
import type { SchedulingPod } from '../pod/scheduling-pod.ts';
import { type SpreadNeed, spreadNeeds } from '../spread/spread-need.ts';
import type { Surroundings } from '../surroundings/surroundings.ts';
import type { VolumeNeeds } from '../volumes/volume-needs.ts';

/** What a decision finds out once, for all nodes. */
export interface Situation {
  readonly allNodes: readonly NodeInfo[];
  readonly surroundings: Surroundings;
  readonly volumes: VolumeNeeds;
  readonly spread: readonly SpreadNeed[];
  readonly neighbours: Neighbours;
}

export function situationOf(
  pod: SchedulingPod,
  allNodes: readonly NodeInfo[],
  { surroundings, volumes }: Pick<Situation, 'surroundings' | 'volumes'>,
): Situation {
  return {
    allNodes,
    surroundings,
    volumes,
    spread: spreadNeeds(pod, allNodes),
    neighbours: neighboursOf(pod, allNodes, surroundings),
  };
}
