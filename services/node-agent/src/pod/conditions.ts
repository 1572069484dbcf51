import type { ContainerStatus, PodCondition } from '@flotilla/kinds/core/v1';
import { containersOf, type Role } from './containers.ts';
import type { Phase } from './phase.ts';
import type { StoredPod } from './stored-pod.ts';
import { timestamp } from './times.ts';

export interface ConditionInput {
  readonly pod: StoredPod;
  /** One a container, init containers too. */
  readonly statuses: readonly ContainerStatus[];
  readonly phase: Phase;
  readonly sandboxReady: boolean;
  readonly previous: readonly PodCondition[];
  readonly now: number;
}

type Verdict = Pick<PodCondition, 'status' | 'reason' | 'message'>;

const yes: Verdict = { status: 'True' };

/**
 * The node's conditions of a Pod, after those that are not its own. A condition keeps its time until its status changes.
 * Source: Kubernetes documentation, "Pod Lifecycle", Pod conditions.
 */
export function podConditions(input: ConditionInput): PodCondition[] {
  const containersReady = containersReadyVerdict(input);
  const own: [string, Verdict][] = [
    ['PodReadyToStartContainers', input.sandboxReady ? yes : { status: 'False' }],
    ['Initialized', initializedVerdict(input)],
    ['Ready', readyVerdict(input, containersReady)],
    ['ContainersReady', containersReady],
    ['PodScheduled', yes],
  ];
  const names = new Set(own.map(([type]) => type));
  const others = input.previous.filter(({ type }) => !names.has(type));
  return [...others, ...own.map(([type, verdict]) => condition(type, verdict, input))];
}

function condition(type: string, verdict: Verdict, { pod, previous, now }: ConditionInput): PodCondition {
  const before = previous.find((candidate) => candidate.type === type);
  const unchanged = before?.status === verdict.status ? before.lastTransitionTime : undefined;
  const { generation } = pod.metadata;
  return {
    type,
    ...(generation !== undefined && { observedGeneration: generation }),
    ...verdict,
    lastTransitionTime: unchanged ?? timestamp(now),
  };
}

function initializedVerdict({ pod, statuses, phase }: ConditionInput): Verdict {
  if (phase === 'Succeeded') return { status: 'True', reason: 'PodCompleted' };
  const hasStarted = statusesOf(['main'], pod, statuses).some(
    ({ state, lastState }) => state?.running ?? state?.terminated ?? lastState?.terminated,
  );
  if (hasStarted) return yes;
  const { unknown, found } = statusesIn(['init', 'sidecar'], pod, statuses);
  const incomplete = found.filter(({ ready, started, name }) => !(isSidecar(pod, name) ? started : ready));
  return missing('ContainersNotInitialized', [
    ['containers with unknown status', unknown],
    ['containers with incomplete status', incomplete.map(({ name }) => name)],
  ]);
}

function isSidecar(pod: StoredPod, name: string): boolean {
  return containersOf(pod).some(({ role, container }) => role === 'sidecar' && container.name === name);
}

function containersReadyVerdict({ pod, statuses, phase }: ConditionInput): Verdict {
  if (phase === 'Succeeded') return { status: 'False', reason: 'PodCompleted' };
  if (phase === 'Failed') return { status: 'False', reason: 'PodFailed' };
  const { unknown, found } = statusesIn(['sidecar', 'main'], pod, statuses);
  return missing('ContainersNotReady', [
    ['containers with unknown status', unknown],
    ['containers with unready status', found.filter(({ ready }) => !ready).map(({ name }) => name)],
  ]);
}

function readyVerdict({ pod, previous }: ConditionInput, containersReady: Verdict): Verdict {
  if (containersReady.status !== 'True') return containersReady;
  const complaints = (pod.spec.readinessGates ?? []).flatMap(({ conditionType }) => {
    const gate = previous.find(({ type }) => type === conditionType);
    if (gate === undefined) return `corresponding condition of pod readiness gate "${conditionType}" does not exist.`;
    return gate.status === 'True'
      ? []
      : `the status of pod readiness gate "${conditionType}" is not "True", but ${gate.status}`;
  });
  return complaints.length === 0
    ? yes
    : { status: 'False', reason: 'ReadinessGatesNotReady', message: complaints.join(', ') };
}

function statusesIn(roles: readonly Role[], pod: StoredPod, statuses: readonly ContainerStatus[]) {
  const found = statusesOf(roles, pod, statuses);
  const known = new Set(found.map(({ name }) => name));
  const names = containersOf(pod).flatMap(({ role, container }) => (roles.includes(role) ? container.name : []));
  return { found, unknown: names.filter((name) => !known.has(name)) };
}

function statusesOf(roles: readonly Role[], pod: StoredPod, statuses: readonly ContainerStatus[]): ContainerStatus[] {
  const wanted = containersOf(pod).filter(({ role }) => roles.includes(role));
  return wanted.flatMap(({ container }) => statuses.find(({ name }) => name === container.name) ?? []);
}

function missing(reason: string, groups: readonly (readonly [string, readonly string[]])[]): Verdict {
  const parts = groups.filter(([, names]) => names.length > 0).map(([what, names]) => `${what}: [${names.join(' ')}]`);
  return parts.length === 0 ? yes : { status: 'False', reason, message: parts.join(', ') };
}
