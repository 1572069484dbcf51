import { isActive, type OwnedPod } from './owned-pod.ts';

const PHASES: readonly string[] = ['Pending', 'Unknown', 'Running'];

/** Negative where the first goes first; 0 where the rule does not tell them apart. */
type Rule = (one: OwnedPod, other: OwnedPod) => number;

/**
 * Pods in the order in which they go when there are too many: those that are not yet anywhere, least ready, cheapest
 * to delete, not alone on their node, started again most often, youngest. Ages are compared by their magnitude, so
 * that among Pods of about one age no one is always spared. `related` are all Pods that serve beside these.
 * Source: Kubernetes documentation, "ReplicaSet", Scaling a ReplicaSet; KEP-2185.
 */
export function deletionOrder<P extends OwnedPod>(
  pods: readonly P[],
  { related, nowMs }: { readonly related: readonly OwnedPod[]; readonly nowMs: number },
): P[] {
  const neighbours = new Map<string, number>();
  for (const { nodeName } of related.filter(isActive)) neighbours.set(nodeName, (neighbours.get(nodeName) ?? 0) + 1);
  const rules: readonly Rule[] = [
    (one, other) => truth(one.nodeName !== '') - truth(other.nodeName !== ''),
    (one, other) => PHASES.indexOf(one.phase) - PHASES.indexOf(other.phase),
    (one, other) => truth(one.isReady) - truth(other.isReady),
    (one, other) => one.deletionCost - other.deletionCost,
    (one, other) => (neighbours.get(other.nodeName) ?? 0) - (neighbours.get(one.nodeName) ?? 0),
    (one, other) => (one.isReady ? byAge(one, one.readySinceMs, other, other.readySinceMs, nowMs) : 0),
    (one, other) => other.restarts - one.restarts,
    (one, other) => other.sidecarRestarts - one.sidecarRestarts,
    (one, other) => byAge(one, createdMs(one), other, createdMs(other), nowMs),
  ];
  return pods.toSorted((one, other) => firstOf(rules, one, other));
}

function firstOf(rules: readonly Rule[], one: OwnedPod, other: OwnedPod): number {
  for (const rule of rules) {
    const order = rule(one, other);
    if (order !== 0) return order;
  }
  return 0;
}

const truth = (value: boolean): number => (value ? 1 : 0);

const createdMs = ({ metadata }: OwnedPod): number | undefined =>
  metadata.creationTimestamp ? Date.parse(metadata.creationTimestamp) : undefined;

/** The younger first; those of one magnitude by their uid, which is chance. No time counts as the youngest. */
function byAge(
  one: OwnedPod,
  oneMs: number | undefined,
  other: OwnedPod,
  otherMs: number | undefined,
  nowMs: number,
): number {
  if (oneMs === otherMs) return 0;
  if (oneMs === undefined || otherMs === undefined) return oneMs === undefined ? -1 : 1;
  const difference = magnitude(nowMs - oneMs) - magnitude(nowMs - otherMs);
  return difference !== 0 ? difference : (one.metadata.uid ?? '') < (other.metadata.uid ?? '') ? -1 : 1;
}

const NANOSECONDS = 1e6;

function magnitude(ageMs: number): number {
  return ageMs > 0 ? Math.floor(Math.log2(ageMs * NANOSECONDS)) : -1;
}
