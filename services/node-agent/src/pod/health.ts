import { containerHash } from '../runtime/container-hash.ts';
import type { ContainerRun } from '../runtime/runtime.ts';
import type { PodContainer } from './containers.ts';
import { type ObservedPod, previousStatus } from './observed-pod.ts';
import type { Health } from './run-health.ts';
import type { StoredPod } from './stored-pod.ts';

export function healthOf({ memory }: ObservedPod, run: ContainerRun): Health {
  return memory.health.get(run.id) ?? {};
}

/** Whether a running container has come so far that the API calls it running: its postStart hook is over. */
export function hasBegun({ container }: PodContainer, run: ContainerRun, observed: ObservedPod): boolean {
  if (container.lifecycle?.postStart === undefined) return true;
  const { postStart } = healthOf(observed, run);
  return postStart === undefined ? told(observed, run)?.state?.running !== undefined : postStart === 'passed';
}

/** The API's `started` of a running container. An agent that finds it running knows what was said of it before. */
export function isStarted(part: PodContainer, run: ContainerRun, observed: ObservedPod): boolean {
  if (!hasBegun(part, run, observed)) return false;
  if (part.container.startupProbe === undefined) return true;
  const { startup } = healthOf(observed, run);
  return startup === undefined ? told(observed, run)?.started === true : startup === 'passed';
}

/** The API's `ready` of a running container. */
export function isReady(part: PodContainer, run: ContainerRun, observed: ObservedPod): boolean {
  if (!isStarted(part, run, observed)) return false;
  if (part.container.readinessProbe === undefined) return true;
  const { readiness } = healthOf(observed, run);
  return readiness === undefined ? told(observed, run)?.ready === true : readiness === 'passed';
}

/** What was last said of this very run. */
function told(observed: ObservedPod, { container, id }: ContainerRun) {
  const status = previousStatus(observed, container);
  return status?.containerID === id ? status : undefined;
}

/** Why a run is stopped, and how long it gets; the Pod's grace period where it does not say. */
export interface StopReason {
  readonly message: string;
  readonly graceSeconds?: number | undefined;
}

/** Why a run is stopped though its Pod is to go on; undefined for one that is as it should be. */
export function stopReason(
  pod: StoredPod,
  { container }: PodContainer,
  run: ContainerRun,
  observed: ObservedPod,
): StopReason | undefined {
  const { name } = container;
  if (run.hash !== containerHash(container))
    return { message: `Container ${name} definition changed, will be restarted` };
  if (healthOf(observed, run).postStart === 'failed') return { message: 'FailedPostStartHook' };
  const failed = failedProbe(observed, run);
  if (failed === undefined) return undefined;
  const graceSeconds = container[`${failed}Probe`]?.terminationGracePeriodSeconds;
  const message = `Container ${name} failed ${failed} probe`;
  return { message: pod.spec.restartPolicy === 'Never' ? message : `${message}, will be restarted`, graceSeconds };
}

/** The probe for whose sake the run ends, or has ended. */
export function failedProbe(observed: ObservedPod, run: ContainerRun): 'liveness' | 'startup' | undefined {
  const { liveness, startup } = healthOf(observed, run);
  if (liveness === 'failed') return 'liveness';
  return startup === 'failed' ? 'startup' : undefined;
}
