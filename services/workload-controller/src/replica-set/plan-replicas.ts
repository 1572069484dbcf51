import { deletionOrder, type OwnedPod } from '@flotilla/controller';

/** What is done so that there are as many Pods as are wanted. */
export type ReplicasPlan<P> =
  | { readonly type: 'keep' }
  | { readonly type: 'create'; readonly count: number }
  | { readonly type: 'delete'; readonly pods: readonly P[] };

/** How many Pods are made or deleted in one round at most, as upstream. */
const BURST = 500;

export interface ReplicasState<P> {
  readonly active: readonly P[];
  /** All Pods that serve beside these: a Deployment's, whichever of its ReplicaSets has them. */
  readonly related: readonly OwnedPod[];
  readonly nowMs: number;
}

export function planReplicas<P extends OwnedPod>(
  wanted: number,
  { active, related, nowMs }: ReplicasState<P>,
): ReplicasPlan<P> {
  const missing = wanted - active.length;
  if (missing === 0) return { type: 'keep' };
  if (missing > 0) return { type: 'create', count: Math.min(missing, BURST) };
  const pods = deletionOrder(active, { related, nowMs }).slice(0, Math.min(-missing, BURST));
  return { type: 'delete', pods };
}
