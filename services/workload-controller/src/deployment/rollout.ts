import { sameTemplate } from '../objects/same-template.ts';
import type { ReplicaSetView } from '../replica-set/replica-set-view.ts';
import type { DeploymentView } from './deployment-view.ts';

/** A Deployment and the ReplicaSets that it has, the oldest first. */
export interface Rollout {
  readonly deployment: DeploymentView;
  /** The one with the present template; undefined before it is made. */
  readonly current: ReplicaSetView | undefined;
  readonly old: readonly ReplicaSetView[];
}

export function rolloutOf(deployment: DeploymentView, sets: readonly ReplicaSetView[]): Rollout {
  const sorted = sets.toSorted(byAge);
  const current = sorted.find(({ template }) => sameTemplate(template, deployment.template));
  return { deployment, current, old: sorted.filter((set) => set !== current) };
}

export function everySet({ current, old }: Rollout): ReplicaSetView[] {
  return current === undefined ? [...old] : [...old, current];
}

/** The older first; those of one second by name. */
export function byAge({ metadata: one }: ReplicaSetView, { metadata: other }: ReplicaSetView): number {
  const [first, second] = [one.creationTimestamp ?? '', other.creationTimestamp ?? ''];
  if (first !== second) return first < second ? -1 : 1;
  return (one.name ?? '') < (other.name ?? '') ? -1 : 1;
}

export function sum(sets: readonly ReplicaSetView[], count: (set: ReplicaSetView) => number): number {
  return sets.reduce((total, set) => total + count(set), 0);
}

export const wantedOf = ({ replicas }: ReplicaSetView): number => replicas;

/** A ReplicaSet is given another number of Pods. */
export interface Scaling {
  readonly set: ReplicaSetView;
  readonly replicas: number;
}
