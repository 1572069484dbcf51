import type { NodeCondition, Taint } from '@flotilla/kinds/core/v1';
import { readiness } from './plan-conditions.ts';

const NOT_READY = 'node.kubernetes.io/not-ready';
const UNREACHABLE = 'node.kubernetes.io/unreachable';
const UNSCHEDULABLE = 'node.kubernetes.io/unschedulable';

/** The taint of a condition with this status. Source: Kubernetes documentation, "Taint nodes by condition". */
const KEYS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Ready: { False: NOT_READY, Unknown: UNREACHABLE },
  MemoryPressure: { True: 'node.kubernetes.io/memory-pressure' },
  DiskPressure: { True: 'node.kubernetes.io/disk-pressure' },
  PIDPressure: { True: 'node.kubernetes.io/pid-pressure' },
  NetworkUnavailable: { True: 'node.kubernetes.io/network-unavailable' },
};

const OWN_NO_SCHEDULE = new Set([UNSCHEDULABLE, ...Object.values(KEYS).flatMap((byStatus) => Object.values(byStatus))]);
const OWN_NO_EXECUTE = new Set([NOT_READY, UNREACHABLE]);

export interface Tainted {
  readonly taints: readonly Taint[];
  readonly conditions: readonly NodeCondition[];
  readonly isUnschedulable: boolean;
}

/**
 * The taints that a node should have: those of others as they are, and one for each state that Pods must mind.
 * `undefined` where it has them. `time` is RFC 3339: when new ones were added.
 */
export function planTaints({ taints, conditions, isUnschedulable }: Tainted, time: string): Taint[] | undefined {
  const wanted = [...noSchedule(conditions, isUnschedulable), ...noExecute(conditions)];
  const kept = taints.filter((taint) => !isOwn(taint) || wanted.some((each) => isSame(each, taint)));
  const added = wanted.filter((each) => !kept.some((taint) => isSame(each, taint)));
  if (added.length === 0 && kept.length === taints.length) return undefined;
  return [...kept, ...added.map((taint) => ({ ...taint, timeAdded: time }))];
}

function noSchedule(conditions: readonly NodeCondition[], isUnschedulable: boolean): Taint[] {
  const keys = conditions.map(({ type, status }) => KEYS[type]?.[status]).filter((key) => key !== undefined);
  return [...keys, ...(isUnschedulable ? [UNSCHEDULABLE] : [])].map((key) => ({ key, effect: 'NoSchedule' }));
}

/** A node that does not run its Pods, or does not say, is to be left by those that do not tolerate that. */
function noExecute(conditions: readonly NodeCondition[]): Taint[] {
  const key = KEYS.Ready?.[readiness(conditions) ?? ''];
  return key === undefined ? [] : [{ key, effect: 'NoExecute' }];
}

function isOwn({ key, effect }: Taint): boolean {
  return effect === 'NoSchedule' ? OWN_NO_SCHEDULE.has(key) : effect === 'NoExecute' && OWN_NO_EXECUTE.has(key);
}

const isSame = (left: Taint, right: Taint): boolean => left.key === right.key && left.effect === right.effect;
