import type { ContainerStatus, PodStatus } from '@flotilla/kinds/core/v1';
import type { ContainerRun, RunState, RuntimePod } from '../runtime/runtime.ts';
import type { PodMemory } from './memory.ts';
import type { Refusal } from './refusal.ts';

/** All that is known of how a Pod stands. */
export interface ObservedPod {
  readonly runtime: RuntimePod | undefined;
  readonly memory: PodMemory;
  /** What was last said of it: by this agent, or, from before its start, what the API holds. */
  readonly previous: PodStatus;
  /** Somebody may still send new connections to it. */
  readonly isServing?: boolean;
  /** Why it was turned away when it came. */
  readonly refusal?: Refusal;
}

/** How the newest run of a container stands, be it there or only remembered. */
export interface NewestRun {
  readonly attempt: number;
  readonly state: RunState;
  /** Undefined where the runtime has it no more. */
  readonly run: ContainerRun | undefined;
}

const lostExitCode = 137;

/** Undefined where the container was never started. */
export function newestRun(observed: ObservedPod, container: string): NewestRun | undefined {
  const run = runsOf(observed, container)[0];
  if (run !== undefined) return { attempt: run.attempt, state: run.state, run };
  const told = previousStatus(observed, container);
  const state = told && rememberedState(told);
  return state && { attempt: told.restartCount, state, run: undefined };
}

/** Newest first. */
export function runsOf({ runtime }: ObservedPod, container: string): readonly ContainerRun[] {
  return runtime?.runs.filter((run) => run.container === container) ?? [];
}

export function previousStatus({ previous }: ObservedPod, container: string): ContainerStatus | undefined {
  const all = [...(previous.initContainerStatuses ?? []), ...(previous.containerStatuses ?? [])];
  return all.find(({ name }) => name === container);
}

/**
 * A run that the runtime lost has ended: as it was last said, or nobody knows how. It was running when it was last seen,
 * so its end counts as a failure, and it is not taken for one that never ran.
 */
function rememberedState({ state, lastState, restartCount }: ContainerStatus): RunState | undefined {
  const ended = state?.terminated ?? (state?.running ? undefined : lastState?.terminated);
  if (ended !== undefined) {
    return {
      is: 'exited',
      startedAt: millis(ended.startedAt),
      finishedAt: millis(ended.finishedAt),
      exitCode: ended.exitCode,
      reason: ended.reason ?? 'Error',
      ...(ended.message !== undefined && { message: ended.message }),
    };
  }
  if (!state?.running && restartCount === 0) return undefined;
  const at = millis(state?.running?.startedAt);
  return {
    is: 'exited',
    startedAt: at,
    finishedAt: at,
    exitCode: lostExitCode,
    reason: 'ContainerStatusUnknown',
    message: 'The container could not be located when the pod was deleted.  The container used to be Running',
  };
}

function millis(time: string | undefined | null): number {
  return time ? Date.parse(time) : 0;
}
