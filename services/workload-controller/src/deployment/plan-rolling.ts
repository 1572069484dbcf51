import type { ReplicaSetView } from '../replica-set/replica-set-view.ts';
import { leastAvailable, mostReplicas } from './deployment-view.ts';
import { everySet, type Rollout, type Scaling, sum, wantedOf } from './rollout.ts';

/** How many Pods a ReplicaSet may have, now or until it has ended those that are too many. */
const presentOf = ({ replicas, status }: ReplicaSetView): number => Math.max(replicas, status.replicas);

/** How many of the Pods that it is to have are available; it may not have ended the others yet. */
const availableOf = ({ replicas, status }: ReplicaSetView): number => Math.min(replicas, status.availableReplicas ?? 0);

/**
 * The next steps of a rolling update: more of the new Pods while there is room, and otherwise fewer of the old ones
 * while enough are available. What a ReplicaSet says of itself must be said of the number that it was last given.
 */
export function planRollingUpdate(rollout: Rollout & { readonly current: ReplicaSetView }): Scaling[] {
  const replicas = newReplicas(rollout);
  if (replicas !== rollout.current.replicas) return [{ set: rollout.current, replicas }];
  return planFewerOld(rollout);
}

/** How many Pods the new ReplicaSet is to have. */
export function newReplicas(rollout: Rollout): number {
  const { deployment, current } = rollout;
  const present = current?.replicas ?? 0;
  if (present >= deployment.replicas) return deployment.replicas;
  if (deployment.rolling === undefined) return deployment.replicas;
  const room = Math.max(0, mostReplicas(deployment) - sum(everySet(rollout), presentOf));
  return Math.min(present + room, deployment.replicas);
}

/** Those that are not available go first: they serve nobody. */
function planFewerOld(rollout: Rollout & { readonly current: ReplicaSetView }): Scaling[] {
  const { deployment, current, old } = rollout;
  const least = leastAvailable(deployment);
  const unavailableNew = current.replicas - availableOf(current);
  const spare = sum(everySet(rollout), wantedOf) - least - unavailableNew;
  const unhealthy = take(old, spare, (set) => set.replicas - availableOf(set));
  const available = sum(everySet(rollout), availableOf) - least;
  const left = Math.min(available, spare - total(unhealthy));
  const healthy = take(old, left, (set) => set.replicas - (unhealthy.get(set) ?? 0));
  return old
    .map((set) => ({ set, replicas: set.replicas - (unhealthy.get(set) ?? 0) - (healthy.get(set) ?? 0) }))
    .filter(({ set, replicas }) => replicas < set.replicas);
}

/** Takes up to `most` Pods, from the oldest ReplicaSet on, of each no more than it can give. */
function take(
  sets: readonly ReplicaSetView[],
  most: number,
  give: (set: ReplicaSetView) => number,
): Map<ReplicaSetView, number> {
  let left = Math.max(0, most);
  const taken = new Map<ReplicaSetView, number>();
  for (const set of sets) {
    const count = Math.min(left, give(set));
    taken.set(set, count);
    left -= count;
  }
  return taken;
}

const total = (taken: ReadonlyMap<ReplicaSetView, number>): number =>
  [...taken.values()].reduce((all, count) => all + count, 0);
