import { containerHash } from '../runtime/container-hash.ts';
import type { ContainerRun } from '../runtime/runtime.ts';
import { formatBackOff, putOffUntil } from './back-off.ts';
import { type PodContainer, restarts } from './containers.ts';
import { failedProbe, type StopReason, stopReason } from './health.ts';
import type { StartFailure } from './memory.ts';
import { type NewestRun, newestRun, type ObservedPod } from './observed-pod.ts';
import { describePod, type StoredPod } from './stored-pod.ts';

/** Where a container stands on its way, and so what is to be done about it in a Pod that is to run. */
export type Standing =
  | { readonly is: 'running'; readonly run: ContainerRun }
  /** It runs, but not as it should. */
  | { readonly is: 'unfit'; readonly run: ContainerRun; readonly reason: StopReason }
  /** It has ended, and that is the end of it. */
  | { readonly is: 'finished'; readonly exitCode: number }
  /** It is to be started now. */
  | { readonly is: 'due'; readonly attempt: number }
  | Waiting;

/** It is to be started later. */
export interface Waiting {
  readonly is: 'waiting';
  readonly until: number;
  readonly reason: string;
  readonly message: string;
}

/** How long a failed pull is shown as such before it is shown as put off. */
const pullErrorShownMs = 1_000;

export function standingOf(pod: StoredPod, container: PodContainer, observed: ObservedPod, now: number): Standing {
  const { name } = container.container;
  const newest = newestRun(observed, name);
  if (newest?.run !== undefined && newest.state.is === 'running') {
    const { run } = newest;
    const reason = stopReason(pod, container, run, observed);
    return reason === undefined ? { is: 'running', run } : { is: 'unfit', run, reason };
  }
  if (newest?.state.is === 'exited' && !restartsFrom(pod, container, { ...newest, observed })) {
    return { is: 'finished', exitCode: newest.state.exitCode };
  }
  const attempt = newest === undefined ? 0 : newest.attempt + (newest.state.is === 'created' ? 0 : 1);
  return (
    waitingAfterFailure(observed, name, now) ??
    waitingAfterExit(pod, container, observed, now) ?? { is: 'due', attempt }
  );
}

/**
 * What was stopped because its spec had changed goes on with the new one, and what a probe had failed for is started
 * again unless nothing ever is, whatever the exit code.
 */
function restartsFrom(
  pod: StoredPod,
  container: PodContainer,
  { run, state, observed }: NewestRun & { readonly observed: ObservedPod },
): boolean {
  if (run !== undefined && run.hash !== containerHash(container.container)) return true;
  if (run !== undefined && failedProbe(observed, run) !== undefined) return pod.spec.restartPolicy !== 'Never';
  return state.is === 'exited' && restarts(pod, container, state.exitCode);
}

function waitingAfterFailure({ memory }: ObservedPod, name: string, now: number): Waiting | undefined {
  const failure = memory.failures.get(name);
  if (failure === undefined) return undefined;
  const until = failure.backOff.since + failure.backOff.delayMs;
  return now < until ? { is: 'waiting', ...shownFailure(failure, until, now) } : undefined;
}

/** A failed pull changes what it is called while it waits; the first `until` is the moment of that change. */
function shownFailure({ reason, message, image, backOff }: StartFailure, until: number, now: number) {
  if (reason !== 'ErrImagePull') return { reason, message, until };
  const renamedAt = backOff.since + pullErrorShownMs;
  if (now < renamedAt) return { reason, message, until: renamedAt };
  return { reason: 'ImagePullBackOff', message: `Back-off pulling image "${image}": ${reason}: ${message}`, until };
}

function waitingAfterExit(
  pod: StoredPod,
  { container }: PodContainer,
  observed: ObservedPod,
  now: number,
): Waiting | undefined {
  const newest = newestRun(observed, container.name);
  if (newest?.state.is !== 'exited') return undefined;
  const backOff = observed.memory.restarts.get(container.name);
  const until = putOffUntil(backOff, newest.state.finishedAt);
  if (backOff === undefined || until === undefined || now >= until) return undefined;
  const delay = formatBackOff(backOff.delayMs);
  const message = `back-off ${delay} restarting failed container=${container.name} pod=${describePod(pod)}`;
  return { is: 'waiting', until, reason: 'CrashLoopBackOff', message };
}
