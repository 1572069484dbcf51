import type { ContainerStatus } from '@flotilla/kinds/core/v1';
import { containersOf, type PodContainer, restarts } from './containers.ts';
import type { StoredPod } from './stored-pod.ts';

export type Phase = 'Pending' | 'Running' | 'Succeeded' | 'Failed' | 'Unknown';

/** Every move that a Pod's phase may make. Source: Kubernetes documentation, "Pod Lifecycle", Pod phase. */
const moves: Record<Phase, readonly Phase[]> = {
  Pending: ['Pending', 'Running', 'Succeeded', 'Failed'],
  Running: ['Running', 'Succeeded', 'Failed'],
  Succeeded: ['Succeeded'],
  Failed: ['Failed'],
  /** Written by others while the node was silent: the truth may be anything. */
  Unknown: ['Pending', 'Running', 'Succeeded', 'Failed'],
};

/** Throws for a move that is not in the table: that is a mistake of the planner's. */
export function assertMove(pod: StoredPod, from: Phase, to: Phase): void {
  if (moves[from].includes(to)) return;
  const { namespace, name } = pod.metadata;
  throw new Error(
    `Cannot move Pod ${namespace}/${name} from phase ${from}: the next must be one of ${moves[from].join(', ')}, got ${to}`,
  );
}

export interface PhaseInput {
  readonly pod: StoredPod;
  /** One a container, init containers too. */
  readonly statuses: readonly ContainerStatus[];
  /** Nothing of the Pod will run again, whatever its restart policy. */
  readonly ended: boolean;
}

/** The phase that containers in these states make up. */
export function phaseOf({ pod, statuses, ended }: PhaseInput): Phase {
  const parts = containersOf(pod).map((part) => ({ ...part, ...outcomeOf(part, statuses) }));
  const main = parts.filter(({ role }) => role === 'main');
  const started = main.some(({ outcome }) => outcome !== 'not started');
  if (ended) return endedPhase(main);
  if (parts.some((part) => part.role === 'init' && isFinal(pod, part) && part.exitCode !== 0)) return 'Failed';
  if (
    !started &&
    parts.some(({ role, outcome, exitCode }) => role === 'init' && (outcome !== 'ended' || exitCode !== 0))
  )
    return 'Pending';
  if (main.some(({ outcome }) => outcome === 'not started')) return 'Pending';
  if (!main.every((part) => isFinal(pod, part))) return 'Running';
  return endedPhase(main);
}

interface Outcome {
  readonly outcome: 'not started' | 'running' | 'ended';
  readonly exitCode: number;
}

/** A container that waits for its next start has ended, as its last state says. */
function outcomeOf({ container }: PodContainer, statuses: readonly ContainerStatus[]): Outcome {
  const status = statuses.find(({ name }) => name === container.name);
  if (status?.state?.running) return { outcome: 'running', exitCode: 0 };
  const ended = status?.state?.terminated ?? status?.lastState?.terminated;
  return ended ? { outcome: 'ended', exitCode: ended.exitCode } : { outcome: 'not started', exitCode: 0 };
}

function isFinal(pod: StoredPod, part: PodContainer & Outcome): boolean {
  return part.outcome === 'ended' && !restarts(pod, part, part.exitCode);
}

function endedPhase(main: readonly Outcome[]): Phase {
  return main.every(({ outcome, exitCode }) => outcome === 'ended' && exitCode === 0) ? 'Succeeded' : 'Failed';
}
