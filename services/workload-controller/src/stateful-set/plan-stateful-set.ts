import { isAvailable, isFinished, type OwnedPod } from '@flotilla/controller';
import { isGoing } from '../objects/workload-pod.ts';

/** What a StatefulSet asks for, and how it may get there. */
export interface StatefulRules {
  readonly replicas: number;
  /** The number of its first Pod. */
  readonly start: number;
  readonly isParallel: boolean;
  readonly minReadySeconds: number;
  /** Absent where Pods get a new template only when somebody deletes them. */
  readonly rolling: RollingRules | undefined;
}

export interface RollingRules {
  /** How many of the first Pods keep the template that they have; undefined where that was left out. */
  readonly partition: number | undefined;
  /** How many Pods may be missing at once; undefined where that was left out: one, and only from the last on. */
  readonly maxUnavailable: number | undefined;
}

export interface StatefulPod extends OwnedPod {
  readonly ordinal: number;
  /** The name of the revision that it was made from. */
  readonly revision: string;
}

export interface StatefulState {
  readonly pods: readonly StatefulPod[];
  /** Names of revisions: what all Pods had once, and what they are to have. */
  readonly current: string;
  readonly update: string;
  /** Whether a claim of this number is still of an earlier Pod of its name, and is about to go with that. */
  isHeld(ordinal: number): boolean;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
}

export type StatefulStep =
  | { readonly type: 'create'; readonly ordinal: number; readonly revision: string }
  | { readonly type: 'delete'; readonly pod: StatefulPod };

/** A number that is to have a Pod. */
interface Slot {
  readonly ordinal: number;
  readonly pod: StatefulPod | undefined;
}

/**
 * What to do next. In order: one Pod at a time, each only when all before it are available; surplus Pods go from the
 * last on, when all others are well; then Pods of another revision are replaced from the last on. In parallel only the
 * replacement is held back. Source: Kubernetes documentation, "StatefulSets", Deployment and Scaling Guarantees.
 */
export function planStatefulSet(rules: StatefulRules, state: StatefulState): readonly StatefulStep[] {
  const slots = slotsOf(rules, state.pods);
  const surplus = state.pods
    .filter(({ ordinal }) => !isWanted(rules, ordinal))
    .toSorted((one, other) => other.ordinal - one.ordinal);
  const judge = { rules, state, unavailable: (pod: StatefulPod) => isUnavailable(pod, rules, state.nowMs) };
  const filled = fill(judge, slots);
  if (filled.isBlocked) return filled.steps;
  const shrunk = shrink(judge, surplus);
  if (shrunk.isBlocked) return [...filled.steps, ...shrunk.steps];
  const before = [...filled.steps, ...shrunk.steps];
  return [...before, ...replace(judge, slots, before)];
}

interface Judge {
  readonly rules: StatefulRules;
  readonly state: StatefulState;
  unavailable(pod: StatefulPod): boolean;
}

/** What a stage does, and whether the next has to wait. */
interface Stage {
  readonly steps: readonly StatefulStep[];
  readonly isBlocked: boolean;
}

export function isWanted({ start, replicas }: StatefulRules, ordinal: number): boolean {
  return ordinal >= start && ordinal < start + replicas;
}

function slotsOf({ start, replicas }: StatefulRules, pods: readonly StatefulPod[]): Slot[] {
  const byOrdinal = new Map(pods.map((pod) => [pod.ordinal, pod]));
  return Array.from({ length: replicas }, (_, index) => ({
    ordinal: start + index,
    pod: byOrdinal.get(start + index),
  }));
}

/** Makes Pods that are missing and deletes those that have ended, so that they can be made again. */
function fill(judge: Judge, slots: readonly Slot[]): Stage {
  const { isParallel } = judge.rules;
  const steps: StatefulStep[] = [];
  for (const { ordinal, pod } of slots) {
    const step = stepFor(judge, ordinal, pod);
    if (step !== undefined) steps.push(step);
    const isWell = pod !== undefined && pod.phase === 'Running' && !judge.unavailable(pod);
    if (!isParallel && !isWell) return { steps, isBlocked: true };
  }
  return { steps, isBlocked: false };
}

function stepFor({ rules, state }: Judge, ordinal: number, pod: StatefulPod | undefined): StatefulStep | undefined {
  if (pod === undefined) {
    const revision = revisionFor(rules, state, ordinal);
    return state.isHeld(ordinal) ? undefined : { type: 'create', ordinal, revision };
  }
  return isFinished(pod) && !isGoing(pod) ? { type: 'delete', pod } : undefined;
}

/** Pods that an update has not come to yet are made again as they were. */
function revisionFor({ start, rolling }: StatefulRules, { pods, current, update }: StatefulState, ordinal: number) {
  if (rolling === undefined) return update;
  const kept = rolling.partition ?? pods.filter((pod) => pod.revision === current && !isGoing(pod)).length;
  return ordinal < start + kept ? current : update;
}

/** Deletes Pods that are too many, the last first. `surplus` is in that order. */
function shrink(judge: Judge, surplus: readonly StatefulPod[]): Stage {
  if (judge.rules.isParallel) {
    const left = surplus.filter((pod) => !isGoing(pod));
    return { steps: left.map((pod) => ({ type: 'delete', pod })), isBlocked: false };
  }
  const [next] = surplus;
  if (next === undefined) return { steps: [], isBlocked: false };
  // One that is not well holds back those that are, but not itself: else it would hold back all for good.
  const firstUnwell = surplus.findLast((pod) => judge.unavailable(pod));
  const mayGo = !isGoing(next) && (!judge.unavailable(next) || next === firstUnwell);
  return { steps: mayGo ? [{ type: 'delete', pod: next }] : [], isBlocked: true };
}

/** Deletes Pods of another revision, the last first; they are made anew when they have gone. */
function replace(judge: Judge, slots: readonly Slot[], before: readonly StatefulStep[]): StatefulStep[] {
  const { rolling } = judge.rules;
  if (rolling === undefined) return [];
  const going = new Set(before.flatMap((step) => (step.type === 'delete' ? [step.pod] : [])));
  const isMissing = ({ pod }: Slot): boolean => pod === undefined || going.has(pod) || judge.unavailable(pod);
  const reach = slots.slice(rolling.partition ?? 0).toReversed();
  if (rolling.maxUnavailable === undefined) return replaceOne(judge, reach, { going, isMissing });
  const room = rolling.maxUnavailable - slots.filter(isMissing).length;
  const outdated = reach.flatMap(({ pod }) => (isOutdated(judge, pod) && !going.has(pod) ? [pod] : []));
  return outdated.slice(0, Math.max(0, room)).map((pod) => ({ type: 'delete', pod }));
}

interface Missing {
  readonly going: ReadonlySet<StatefulPod>;
  isMissing(slot: Slot): boolean;
}

/** The last that is of another revision, if all behind it are well. */
function replaceOne(judge: Judge, reach: readonly Slot[], { going, isMissing }: Missing): StatefulStep[] {
  for (const slot of reach) {
    const { pod } = slot;
    if (isOutdated(judge, pod) && !going.has(pod)) return [{ type: 'delete', pod }];
    if (isMissing(slot)) return [];
  }
  return [];
}

function isOutdated({ state }: Judge, pod: StatefulPod | undefined): pod is StatefulPod {
  return pod !== undefined && pod.revision !== state.update && !isGoing(pod);
}

function isUnavailable(pod: StatefulPod, { minReadySeconds }: StatefulRules, nowMs: number): boolean {
  return isGoing(pod) || !isAvailable(pod, minReadySeconds, nowMs);
}
