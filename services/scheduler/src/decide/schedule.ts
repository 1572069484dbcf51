import { refusalOf } from '../filters/filters.ts';
import type { NodeInfo } from '../node/node-info.ts';
import type { SchedulingPod } from '../pod/scheduling-pod.ts';
import { bestOf } from '../scores/scores.ts';
import { noSurroundings, type Surroundings } from '../surroundings/surroundings.ts';
import { chooseVolumes, type VolumeChoice } from '../volumes/choose-volumes.ts';
import { noNeeds, type VolumeNeeds } from '../volumes/volume-needs.ts';
import { explain, explainAll } from './explain.ts';
import { situationOf } from './situation.ts';

/** Where a Pod goes, or why nowhere. */
export type Decision =
  | {
      readonly type: 'place';
      readonly node: string;
      /** What must happen before, for claims that have waited for the node. */
      readonly volumes: readonly VolumeChoice[];
    }
  /** `message` counts the reasons, in upstream's words. */
  | { readonly type: 'refuse'; readonly message: string };

export interface ScheduleOptions {
  /** From 0 to 1, 1 excluded: draws among nodes that are equally good. */
  random(): number;
  readonly volumes?: VolumeNeeds;
  readonly surroundings?: Surroundings;
}

/** Decides on one Pod. */
export function schedule(
  pod: SchedulingPod,
  nodes: readonly NodeInfo[],
  { random, volumes = noNeeds, surroundings = noSurroundings }: ScheduleOptions,
): Decision {
  const { refusal } = volumes;
  if (refusal !== undefined) {
    return { type: 'refuse', message: explainAll(refusal, nodes.length, pod.demands.mayPreempt) };
  }
  const situation = situationOf(pod, nodes, { surroundings, volumes });
  const refusals = nodes.map((node) => refusalOf(pod, node, situation));
  const fitting = nodes.filter((_, index) => refusals[index] === undefined);
  const best = bestOf(pod, fitting, situation);
  const drawn = best[Math.floor(random() * best.length)];
  if (drawn !== undefined) {
    const chosen = chooseVolumes(volumes, drawn.node);
    return { type: 'place', node: drawn.node.name, volumes: chosen.fits ? chosen.choices : [] };
  }
  const told = refusals.filter((refusal) => refusal !== undefined);
  return { type: 'refuse', message: explain(told, pod.demands.mayPreempt) };
}
