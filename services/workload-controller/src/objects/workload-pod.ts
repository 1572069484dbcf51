import { type Owned, type OwnedPod, viewOwnedPod } from '@flotilla/controller';
import type { Pod } from '@flotilla/kinds/core/v1';

/** The part of a Pod that the controllers of workloads use. */
export interface WorkloadPod extends OwnedPod {
  /** The node that has it, or the only one that it asks for; empty where there is none. */
  readonly targetNode: string;
}

export function viewWorkloadPod(pod: Pod): WorkloadPod {
  const owned = viewOwnedPod(pod);
  return { ...owned, targetNode: owned.nodeName || askedNode(pod) };
}

/** DaemonSets ask for a node by its name, as a field that a node affinity requires. */
function askedNode({ spec }: Pod): string {
  const terms = spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  const names = terms
    .flatMap(({ matchFields = [] }) => matchFields)
    .find(({ key, operator }) => key === 'metadata.name' && operator === 'In')?.values;
  return names?.length === 1 ? (names[0] ?? '') : '';
}

/** Whether somebody has deleted it, whatever else it does. */
export function isGoing({ metadata }: Owned): boolean {
  return metadata.deletionTimestamp !== undefined;
}
