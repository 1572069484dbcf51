import type { ReplicaSetView } from '../replica-set/replica-set-view.ts';
import { type DeploymentView, mostReplicas } from './deployment-view.ts';
import { desiredAnnotation, mostAnnotation } from './replicas-annotations.ts';
import { byAge, everySet, type Rollout, type Scaling, sum, wantedOf } from './rollout.ts';

/** Whether the Deployment's own number has changed since its ReplicaSets were last told it. */
export function isScaled(rollout: Rollout): boolean {
  const { replicas } = rollout.deployment;
  return active(everySet(rollout)).some((set) => (desiredAnnotation(set) ?? replicas) !== replicas);
}

/**
 * The steps of scaling alone, which must not hasten a rollout that is under way: each ReplicaSet grows or shrinks by its
 * share. Source: Kubernetes documentation, "Deployments", Proportional scaling.
 */
export function planScaling(rollout: Rollout): Scaling[] {
  const { deployment, current, old } = rollout;
  const sets = active(everySet(rollout));
  if (sets.length <= 1) {
    const set = sets[0] ?? current ?? old.at(-1);
    return set === undefined ? [] : [{ set, replicas: deployment.replicas }];
  }
  if (isSaturated(deployment, current)) {
    return sets.filter((set) => set !== current).map((set) => ({ set, replicas: 0 }));
  }
  if (deployment.rolling === undefined) return sets.map((set) => ({ set, replicas: set.replicas }));
  return planProportions(deployment, sets);
}

const active = (sets: readonly ReplicaSetView[]): ReplicaSetView[] => sets.filter(({ replicas }) => replicas > 0);

/** Whether the new ReplicaSet has all of the Pods, all of them available. */
function isSaturated({ replicas }: DeploymentView, set: ReplicaSetView | undefined): boolean {
  if (set === undefined || desiredAnnotation(set) !== replicas) return false;
  return set.replicas === replicas && (set.status.availableReplicas ?? 0) === replicas;
}

/** The larger first, as what rounding leaves over goes to the first. */
function planProportions(deployment: DeploymentView, sets: readonly ReplicaSetView[]): Scaling[] {
  const allowed = deployment.replicas > 0 ? mostReplicas(deployment) : 0;
  const change = allowed - sum(sets, wantedOf);
  const sorted = sets.toSorted(
    (one, other) => other.replicas - one.replicas || (change > 0 ? -byAge(one, other) : byAge(one, other)),
  );
  let left = change;
  const sizes = sorted.map((set) => {
    const share = left === 0 ? 0 : within(shareOf(deployment, set), left);
    left -= share;
    return set.replicas + share;
  });
  return sorted.map((set, index) => {
    const size = sizes[index] ?? set.replicas;
    return { set, replicas: index === 0 ? Math.max(0, size + left) : size };
  });
}

/** No further than the whole change goes. */
function within(share: number, left: number): number {
  return left > 0 ? Math.min(share, left) : Math.max(share, left);
}

/** By how many Pods a ReplicaSet changes when it keeps its part of the whole. */
function shareOf(deployment: DeploymentView, set: ReplicaSetView): number {
  if (deployment.replicas === 0) return -set.replicas;
  const before = mostAnnotation(set) || (deployment.status.replicas ?? 0);
  if (before === 0) return 0;
  return Math.round((set.replicas * mostReplicas(deployment)) / before) - set.replicas;
}
