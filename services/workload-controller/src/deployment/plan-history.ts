import type { ReplicaSetView } from '../replica-set/replica-set-view.ts';
import { revisionOf } from './plan-revision.ts';
import { byAge } from './rollout.ts';

/** The old ReplicaSets that are too many to be kept, of those that have no Pods left. `limit`: how many are kept. */
export function planHistory(old: readonly ReplicaSetView[], limit: number | undefined): ReplicaSetView[] {
  if (limit === undefined) return [];
  const live = old.filter(({ metadata }) => metadata.deletionTimestamp === undefined).toSorted(byRevision);
  return live.slice(0, Math.max(0, live.length - limit)).filter(isEmpty);
}

function isEmpty({ replicas, status, metadata }: ReplicaSetView): boolean {
  return replicas === 0 && status.replicas === 0 && (metadata.generation ?? 0) <= (status.observedGeneration ?? 0);
}

function byRevision(one: ReplicaSetView, other: ReplicaSetView): number {
  const [first, second] = [revisionOf(one.metadata), revisionOf(other.metadata)];
  if (first === undefined || second === undefined || first === second) return byAge(one, other);
  return first < second ? -1 : 1;
}
