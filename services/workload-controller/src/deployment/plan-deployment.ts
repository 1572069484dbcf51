import { sameValue } from '@flotilla/kinds';
import type { ReplicaSet } from '@flotilla/kinds/apps/v1';
import type { ReplicaSetView } from '../replica-set/replica-set-view.ts';
import { newReplicaSet } from './new-replica-set.ts';
import { planHistory } from './plan-history.ts';
import { planRecreate } from './plan-recreate.ts';
import { annotationsOfCurrent } from './plan-revision.ts';
import { planRollingUpdate } from './plan-rolling.ts';
import { isScaled, planScaling } from './plan-scaling.ts';
import { isComplete } from './progress.ts';
import { replicasAnnotations } from './replicas-annotations.ts';
import { everySet, type Rollout, type Scaling } from './rollout.ts';

export type Step =
  | { readonly type: 'create'; readonly replicaSet: ReplicaSet }
  | ({ readonly type: 'scale' } & Scaling)
  /** It takes on what its Deployment has changed besides the template. */
  | { readonly type: 'describe'; readonly set: ReplicaSetView; readonly annotations: Readonly<Record<string, string>> }
  | { readonly type: 'remove'; readonly set: ReplicaSetView };

export interface DeploymentState extends Rollout {
  /** Whether a Pod of an old ReplicaSet is left that has not ended. */
  readonly oldPodsRun: boolean;
}

export interface DeploymentPlan {
  readonly steps: readonly Step[];
  /** Whether the rollout's progress is judged in this round: not while it is paused or scaled. */
  readonly judges: 'progress' | 'nothing';
}

/** What comes next for a Deployment, as far as can be said before what is done now is seen. */
export function planDeployment(state: DeploymentState): DeploymentPlan {
  const { deployment, old } = state;
  if (deployment.metadata.deletionTimestamp !== undefined) return { steps: [], judges: 'nothing' };
  const described = planDescription(state);
  if (!deployment.isPaused && !isScaled(state)) {
    return { steps: [...described, ...planRollout(state)], judges: 'progress' };
  }
  const scaled = planScaling(state).filter((scaling) => isChange(state, scaling));
  const removed = deployment.isPaused ? removals(planHistory(old, deployment.historyLimit)) : [];
  return { steps: [...described, ...scalings(scaled), ...removed], judges: 'nothing' };
}

function planDescription({ deployment, current, old }: Rollout): Step[] {
  if (current === undefined) return [];
  const present = current.metadata.annotations ?? {};
  const annotations = annotationsOfCurrent(deployment, present, old);
  const isSame = sameValue(annotations, present) && current.minReadySeconds === deployment.minReadySeconds;
  return isSame ? [] : [{ type: 'describe', set: current, annotations }];
}

function planRollout(state: DeploymentState): Step[] {
  const { deployment, current, old } = state;
  const next = deployment.rolling === undefined ? planOneAfterAnother(state) : planSideBySide(state);
  if (next.length > 0 || current === undefined || !isComplete(deployment, deployment.status)) return next;
  return removals(planHistory(old, deployment.historyLimit));
}

function planOneAfterAnother(state: DeploymentState): Step[] {
  const plan = planRecreate(state);
  if (plan.type === 'wait') return [];
  return plan.type === 'begin' ? [{ type: 'create', replicaSet: newReplicaSet(state) }] : scalings(plan.scalings);
}

function planSideBySide({ deployment, current, old }: Rollout): Step[] {
  if (current === undefined) return [{ type: 'create', replicaSet: newReplicaSet({ deployment, current, old }) }];
  const rollout = { deployment, current, old };
  return everySet(rollout).every(isSettled) ? scalings(planRollingUpdate(rollout)) : [];
}

/** Whether what a ReplicaSet says of its Pods is said of the number that it was last given. */
function isSettled({ metadata, status }: ReplicaSetView): boolean {
  return (status.observedGeneration ?? 0) >= (metadata.generation ?? 0);
}

/** Also where only what the ReplicaSet was told of its Deployment is old: its next share is counted from that. */
function isChange({ deployment }: Rollout, { set, replicas }: Scaling): boolean {
  if (set.replicas !== replicas) return true;
  const told = Object.entries(replicasAnnotations(deployment));
  return told.some(([name, value]) => set.metadata.annotations?.[name] !== value);
}

const scalings = (all: readonly Scaling[]): Step[] => all.map((scaling) => ({ type: 'scale', ...scaling }));

const removals = (sets: readonly ReplicaSetView[]): Step[] => sets.map((set) => ({ type: 'remove', set }));
