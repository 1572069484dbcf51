import type { ContainerStatus, PodStatus } from '@flotilla/kinds/core/v1';
import { podConditions } from './conditions.ts';
import { containerStatus } from './container-status.ts';
import { containersOf, type Role } from './containers.ts';
import { forcedEnd } from './forced-end.ts';
import type { ObservedPod } from './observed-pod.ts';
import { assertMove, type Phase, phaseOf } from './phase.ts';
import { isEnding, isOver, type Wish } from './plan.ts';
import type { StoredPod } from './stored-pod.ts';
import { timestamp } from './times.ts';

export interface PodStatusInput {
  readonly pod: StoredPod;
  readonly wish: Wish;
  readonly observed: ObservedPod;
  /** The node's addresses. */
  readonly hostAddresses: readonly string[];
  readonly now: number;
}

/**
 * What the API is to say of a Pod that stands like this. Pure. What is not the node's to write is taken over from what
 * was said before. Throws where the phase would make a move that there is none of.
 */
export function podStatus(input: PodStatusInput): PodStatus {
  const { pod, observed, now } = input;
  const { previous } = observed;
  const ended = hasEnded(input);
  const parts = containersOf(pod).map((part) => ({
    role: part.role,
    status: containerStatus(part, { ...input, ended }),
  }));
  const statuses = parts.map(({ status }) => status);
  const forced = ended && !isTerminal(previous) ? forcedEnd(pod, observed, now) : undefined;
  const phase = nextPhase(input, forced ? 'Failed' : phaseOf({ pod, statuses, ended }));
  // Who was turned away has no containers to tell of.
  const hasBegun = isTerminal(previous) ? previous.containerStatuses !== undefined : forced?.isRejection !== true;
  const sandboxReady = observed.runtime?.sandbox?.ready === true;
  const { generation } = pod.metadata;
  return {
    ...previous,
    ...(generation !== undefined && { observedGeneration: generation }),
    phase,
    ...forced?.status,
    conditions: podConditions({ pod, statuses, phase, sandboxReady, previous: previous.conditions ?? [], now }),
    ...addresses(input),
    startTime: previous.startTime ?? timestamp(now),
    ...(hasBegun && containerStatuses(parts)),
  };
}

/** Stopped for good: over by itself, or taken away and no longer running. */
function hasEnded(input: PodStatusInput): boolean {
  const running = input.observed.runtime?.runs.some(({ state }) => state.is === 'running') === true;
  return !running && (isEnding(input) || isOver(input));
}

/** A terminal phase stands, whatever is found later. */
function nextPhase({ pod, observed }: PodStatusInput, computed: Phase): Phase {
  const before = (observed.previous.phase ?? 'Pending') as Phase;
  if (isTerminal(observed.previous)) return before;
  assertMove(pod, before, computed);
  return computed;
}

export function isTerminal({ phase }: PodStatus): boolean {
  return phase === 'Succeeded' || phase === 'Failed';
}

/** A Pod keeps the address in its status after it has given it back: clients look at finished Pods too. */
function addresses({
  observed,
  hostAddresses,
}: PodStatusInput): Pick<PodStatus, 'hostIP' | 'hostIPs' | 'podIP' | 'podIPs'> {
  const sandbox = observed.runtime?.sandbox;
  const [hostIP] = hostAddresses;
  const [podIP] = sandbox?.ready ? sandbox.addresses : [];
  return {
    ...(hostIP !== undefined && { hostIP, hostIPs: hostAddresses.map((ip) => ({ ip })) }),
    ...(podIP !== undefined && { podIP, podIPs: sandbox?.addresses.map((ip) => ({ ip })) ?? [] }),
  };
}

function containerStatuses(
  parts: readonly { role: Role; status: ContainerStatus }[],
): Pick<PodStatus, 'initContainerStatuses' | 'containerStatuses'> {
  const init = parts.flatMap(({ role, status }) => (role === 'main' ? [] : status));
  const main = parts.flatMap(({ role, status }) => (role === 'main' ? status : []));
  return { ...(init.length > 0 && { initContainerStatuses: init }), containerStatuses: byName(main) };
}

function byName(statuses: readonly ContainerStatus[]): ContainerStatus[] {
  return statuses.toSorted((left, right) => (left.name < right.name ? -1 : 1));
}
