import type { ContainerRun } from '../runtime/runtime.ts';
import { containersOf } from './containers.ts';
import type { StopReason } from './health.ts';
import type { ObservedPod } from './observed-pod.ts';
import type { Plan } from './step.ts';
import type { StoredPod } from './stored-pod.ts';

export interface StopInput {
  readonly pod: StoredPod;
  readonly observed: ObservedPod;
  readonly now: number;
}

/** Everyone gets at least this after the signal, so that what ends at once by itself is not killed. */
const leastGraceMs = 2_000;

/**
 * The next thing to do to a run that is to end: its preStop hook, a wait until nobody sends anything there, the signal,
 * and a kill when its grace period is over, which begins with the hook. Source: Kubernetes documentation, "Pod
 * Lifecycle", termination of Pods.
 */
export function planStop(input: StopInput, run: ContainerRun, reason: StopReason): Plan {
  const { observed, now } = input;
  const { message, graceSeconds = graceSecondsOf(input.pod) } = reason;
  const graceMs = 1000 * graceSeconds;
  const stop = observed.memory.stops.get(run.id);
  if (stop === undefined) {
    const act = graceMs === 0 ? 'stop' : firstAct(input, run);
    return { steps: [{ do: act, run, message }], againAt: now + Math.max(leastGraceMs, graceMs) };
  }
  const end = stop.since + graceMs;
  if (stop.signalledAt === undefined) {
    const waitsUntil = Math.min(end, stop.hook === 'under-way' ? end : drainedBy(input));
    if (now < waitsUntil) return { steps: [], againAt: waitsUntil };
    return { steps: [{ do: 'stop', run, message }], againAt: undefined };
  }
  const deadline = Math.max(end, stop.signalledAt + leastGraceMs);
  return now < deadline ? { steps: [], againAt: deadline } : planKill(input, [run]);
}

/**
 * Readers of endpoints that have not followed by then are not waited for. Longer than it takes another to lead where who
 * takes Pods out of their endpoints has died.
 */
const mostDrainMs = 10_000;

/** When its Pod's signals wait no longer for others to send nothing there any more; they do so for a Pod that is deleted. */
function drainedBy({ pod, observed, now }: StopInput): number {
  if (!observed.isServing || pod.metadata.deletionTimestamp === undefined) return now;
  const began = [...observed.memory.stops.values()].map(({ since }) => since);
  return Math.min(now, ...began) + mostDrainMs;
}

function firstAct(input: StopInput, run: ContainerRun): 'pre-stop' | 'drain' | 'stop' {
  if (hasPreStop(input.pod, run)) return 'pre-stop';
  return drainedBy(input) > input.now ? 'drain' : 'stop';
}

/** A kill whose effect is not seen for so long is repeated: nothing can resist it, but word of it can be lost. */
const killAgainAfterMs = 10_000;

export function planKill({ observed, now }: Pick<StopInput, 'observed' | 'now'>, runs: readonly ContainerRun[]): Plan {
  const killedAt = (run: ContainerRun) => observed.memory.stops.get(run.id)?.killedAt ?? Number.NEGATIVE_INFINITY;
  const due = runs.filter((run) => now >= killedAt(run) + killAgainAfterMs);
  return { steps: due.map((run) => ({ do: 'kill', run })), againAt: now + killAgainAfterMs };
}

function hasPreStop(pod: StoredPod, run: ContainerRun): boolean {
  const container = containersOf(pod).find((part) => part.container.name === run.container)?.container;
  return container?.lifecycle?.preStop !== undefined;
}

/** The API server's default. */
const defaultGraceSeconds = 30;

/** Who deletes a Pod may ask for another grace period than its spec's, and then that alone counts. */
function graceSecondsOf({ metadata, spec }: StoredPod): number {
  return metadata.deletionGracePeriodSeconds ?? spec.terminationGracePeriodSeconds ?? defaultGraceSeconds;
}
