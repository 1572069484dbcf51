import type { ContainerStatus, PodStatus } from '@flotilla/kinds/core/v1';
import type { ActionResult } from './actions/action.ts';
import { type Happening, normal, warning } from './happening.ts';
import type { ProbeKind } from './run-health.ts';
import { describePod, type StoredPod } from './stored-pod.ts';

export const happenings = {
  pulling: (image: string): Happening => normal('Pulling', `Pulling image "${image}"`),
  pulled: (image: string, { tookMs, sizeBytes }: { tookMs: number; sizeBytes: number }): Happening => {
    const took = formatDuration(tookMs);
    return normal(
      'Pulled',
      `Successfully pulled image "${image}" in ${took} (${took} including waiting). Image size: ${sizeBytes} bytes.`,
    );
  },
  present: (image: string): Happening =>
    normal('Pulled', `Container image "${image}" already present on machine and can be accessed by the pod`),
  pullFailed: (image: string, message: string): Happening =>
    warning('Failed', `Failed to pull image "${image}": ${message}`),
  neverPulled: (message: string): Happening => warning('ErrImageNeverPull', message),
  imageUnclear: (message: string): Happening => warning('InspectFailed', message),
  failed: (message: string): Happening => warning('Failed', `Error: ${message}`),
  created: normal('Created', 'Container created'),
  started: normal('Started', 'Container started'),
  probeFailed: (kind: ProbeKind, message: string): Happening =>
    warning('Unhealthy', `${capitalized(kind)} probe failed: ${message}`),
  probeUnclear: (kind: ProbeKind, message: string): Happening =>
    warning('Unhealthy', `${capitalized(kind)} probe errored and resulted in unknown state: ${message}`),
  probeWarned: (kind: ProbeKind, message: string): Happening =>
    warning('ProbeWarning', `${capitalized(kind)} probe warning: ${message}`),
  postStartFailed: warning('FailedPostStartHook', 'PostStartHook failed'),
  preStopFailed: warning('FailedPreStopHook', 'PreStopHook failed'),
  killing: (message: string): Happening => normal('Killing', message),
  sandboxFailed: (message: string): Happening =>
    warning('FailedCreatePodSandBox', `Failed to create pod sandbox: ${message}`),
  mountFailed: (message: string): Happening => warning('FailedMount', message),
  sandboxChanged: normal('SandboxChanged', 'Pod sandbox changed, it will be killed and re-created.'),
};

/** What is to be told of one check of a probe. */
export function probeHappening(kind: ProbeKind, result: ActionResult): Happening | undefined {
  if (result.is === 'success') return undefined;
  const { probeFailed: failure, probeWarned: warned, probeUnclear: unknown } = happenings;
  return { failure, warning: warned, unknown }[result.is](kind, result.message);
}

/** What is to be told when containers have come to wait for something that they did not wait for before. */
export function waitingHappenings(pod: StoredPod, before: PodStatus, after: PodStatus): Happening[] {
  return statusesOf(after).flatMap((status) => {
    const reason = status.state?.waiting?.reason;
    const earlier = statusesOf(before).find(({ name }) => name === status.name);
    const unchanged = earlier?.state?.waiting?.reason === reason && earlier?.restartCount === status.restartCount;
    return unchanged
      ? []
      : beganWaiting(pod, status, reason).map((happening) => ({ ...happening, container: status.name }));
  });
}

function beganWaiting(pod: StoredPod, { name, image }: ContainerStatus, reason: string | undefined): Happening[] {
  if (reason === 'CrashLoopBackOff') {
    return [warning('BackOff', `Back-off restarting failed container ${name} in pod ${describePod(pod)}`)];
  }
  if (reason !== 'ImagePullBackOff') return [];
  return [normal('BackOff', `Back-off pulling image "${image}"`), happenings.failed(reason)];
}

/** The Event's `involvedObject.fieldPath`. */
export function fieldPathOf(pod: StoredPod, container: string): string {
  const isInit = pod.spec.initContainers?.some(({ name }) => name === container) === true;
  return `spec.${isInit ? 'initContainers' : 'containers'}{${container}}`;
}

function statusesOf({ initContainerStatuses = [], containerStatuses = [] }: PodStatus): ContainerStatus[] {
  return [...initContainerStatuses, ...containerStatuses];
}

function capitalized(word: string): string {
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
}

/** As Go prints a duration of whole milliseconds: `850ms`, `1.234s`. */
function formatDuration(milliseconds: number): string {
  const whole = Math.round(milliseconds);
  return whole < 1000 ? `${whole}ms` : `${whole / 1000}s`;
}
