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
 * The next thing to do to a run that is to end: its preStop hook, the signal, and a kill when its grace period is over,
 * which begins with the hook. Source: Kubernetes documentation, "Pod Lifecycle", termination of Pods.
 */
export function planStop(input: StopInput, run: ContainerRun, reason: StopReason): Plan {
  const { observed, now } = input;
  const { message, graceSeconds = graceSecondsOf(input.pod) } = reason;
  const graceMs = 1000 * graceSeconds;
  const stop = observed.memory.stops.get(run.id);
  if (stop === undefined) {
    const act = graceMs > 0 && hasPreStop(input.pod, run) ? 'pre-stop' : 'stop';
    return { steps: [{ do: act, run, message }], againAt: now + Math.max(leastGraceMs, graceMs) };
  }
  const end = stop.since + graceMs;
  if (stop.signalledAt === undefined) {
    const isWaiting = stop.hook === 'under-way' && now < end;
    return isWaiting ? { steps: [], againAt: end } : { steps: [{ do: 'stop', run, message }], againAt: undefined };
  }
  const deadline = Math.max(end, stop.signalledAt + leastGraceMs);
  return now < deadline ? { steps: [], againAt: deadline } : planKill(input, [run]);
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
