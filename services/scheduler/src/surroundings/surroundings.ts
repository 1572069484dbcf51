import { type LabelMatcher, type Labels, noLabels } from '@flotilla/machinery';
import type { SchedulingPod } from '../pod/scheduling-pod.ts';

/** What a decision rests on besides nodes and their Pods. */
export interface Surroundings {
  namespaceLabels(namespace: string): Labels;
  /** Selects the Pods that a Pod is one of, by its Services and its controller; nothing where it has neither. */
  kin(pod: SchedulingPod): LabelMatcher;
}

export const noSurroundings: Surroundings = { namespaceLabels: () => ({}), kin: () => noLabels };
