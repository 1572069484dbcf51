import { refusalOf } from '../filters/filters.ts';
import type { NodeInfo } from '../node/node-info.ts';
import type { SchedulingPod } from '../pod/scheduling-pod.ts';
import { bestOf } from '../scores/scores.ts';
import { chooseVolumes, type VolumeChoice } from '../volumes/choose-volumes.ts';
import { noNeeds, type VolumeNeeds } from '../volumes/volume-needs.ts';
import { explain, explainAll } from './explain.ts';

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

/**
 * Decides on one Pod. Of nodes that are equally good one is drawn: `random` is from 0 to 1, 1 excluded.
 */
export function schedule(
  pod: SchedulingPod,
  nodes: readonly NodeInfo[],
  { random, volumes = noNeeds }: { random: () => number; volumes?: VolumeNeeds },
): Decision {
  const { refusal } = volumes;
  if (refusal !== undefined) {
    return { type: 'refuse', message: explainAll(refusal, nodes.length, pod.demands.mayPreempt) };
  }
  const refusals = nodes.map((node) => refusalOf(pod, node, volumes));
  const fitting = nodes.filter((_, index) => refusals[index] === undefined);
  const best = bestOf(pod, fitting);
  const drawn = best[Math.floor(random() * best.length)];
  if (drawn !== undefined) {
    const chosen = chooseVolumes(volumes, drawn.node);
    return { type: 'place', node: drawn.node.name, volumes: chosen.fits ? chosen.choices : [] };
  }
  const told = refusals.filter((refusal) => refusal !== undefined);
  return { type: 'refuse', message: explain(told, pod.demands.mayPreempt) };
}
