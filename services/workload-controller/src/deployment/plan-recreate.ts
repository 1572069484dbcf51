import { type Rollout, type Scaling, sum } from './rollout.ts';

export interface RecreateState extends Rollout {
  /** Whether a Pod of an old ReplicaSet is left that has not ended. */
  readonly oldPodsRun: boolean;
}

/** What comes next where no old Pod may run beside a new one. */
export type RecreatePlan =
  | { readonly type: 'scale'; readonly scalings: readonly Scaling[] }
  | { readonly type: 'wait' }
  /** The old ones have gone, and the new ReplicaSet may be made. */
  | { readonly type: 'begin' };

export function planRecreate({ deployment, current, old, oldPodsRun }: RecreateState): RecreatePlan {
  const ending = old.filter(({ replicas }) => replicas > 0).map((set) => ({ set, replicas: 0 }));
  if (ending.length > 0) return { type: 'scale', scalings: ending };
  if (oldPodsRun || sum(old, ({ status }) => status.replicas) > 0) return { type: 'wait' };
  if (current === undefined) return { type: 'begin' };
  const isScaled = current.replicas === deployment.replicas;
  return { type: 'scale', scalings: isScaled ? [] : [{ set: current, replicas: deployment.replicas }] };
}
