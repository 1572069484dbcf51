import { localVolumes, matchingVolume, termMatches } from '@flotilla/kinds';
import type { PersistentVolume, PersistentVolumeClaim } from '@flotilla/kinds/core/v1';
import { parseQuantity, wholeValueOf } from '@flotilla/machinery';
import { lasting, type Refusal } from '../filters/filter.ts';
import type { SchedulingNode } from '../node/scheduling-node.ts';
import type { OpenClaim, VolumeNeeds } from './volume-needs.ts';

/** How a claim gets its volume on the chosen node. */
export type VolumeChoice =
  | { readonly type: 'take'; readonly claim: PersistentVolumeClaim; readonly volume: PersistentVolume }
  | { readonly type: 'make'; readonly claim: PersistentVolumeClaim };

export type VolumeChoices =
  | { readonly fits: true; readonly choices: readonly VolumeChoice[] }
  | { readonly fits: false; readonly refusal: Refusal };

export const selectedNode = 'volume.kubernetes.io/selected-node';

const no = (reason: string): VolumeChoices => ({ fits: false, refusal: lasting(reason) });

/** What a Pod's claims get on a node, or why it is not for them. Pure. */
export function chooseVolumes({ bound, lacksVolume, open }: VolumeNeeds, node: SchedulingNode): VolumeChoices {
  if (lacksVolume) return no('node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)');
  if (!bound.every((volume) => isReachable(volume, node))) {
    return no("node(s) didn't match PersistentVolume's node affinity");
  }
  const choices: VolumeChoice[] = [];
  for (const each of open) {
    const choice = chooseOne(each, node, choices);
    if (typeof choice === 'string') return no(choice);
    choices.push(choice);
  }
  return { fits: true, choices };
}

function chooseOne(open: OpenClaim, node: SchedulingNode, before: readonly VolumeChoice[]): VolumeChoice | string {
  const { claim, storageClass, freeVolumes } = open;
  const taken = new Set(before.flatMap((choice) => (choice.type === 'take' ? choice.volume : [])));
  const asked = claim.metadata.annotations?.[selectedNode];
  const volume = matchingVolume(claim, freeVolumes, (free) => !taken.has(free) && isReachable(free, node));
  if (volume !== undefined && asked === undefined) return { type: 'take', claim, volume };
  const { provisioner = '' } = storageClass;
  const cannotBeMade = provisioner.startsWith('kubernetes.io/') || (asked !== undefined && asked !== node.name);
  if (cannotBeMade) return "node(s) didn't find available persistent volumes to bind";
  if (provisioner === localVolumes.provisioner && !hasRoom(claim, node)) {
    return 'node(s) did not have enough free storage';
  }
  return { type: 'make', claim };
}

function isReachable({ spec }: PersistentVolume, node: SchedulingNode): boolean {
  const terms = spec?.nodeAffinity?.required?.nodeSelectorTerms;
  return terms === undefined || terms.some((term) => termMatches(term, node));
}

/** A volume on a node's own disk cannot be larger than what the disk has for Pods. */
function hasRoom({ spec }: PersistentVolumeClaim, { allocatable }: SchedulingNode): boolean {
  const asked = wholeValueOf(parseQuantity(spec?.resources?.requests?.storage ?? '0'));
  return asked <= (allocatable.get('ephemeral-storage') ?? 0);
}
