import type { ContainerState, ContainerStatus } from '@flotilla/kinds/core/v1';
import type { ContainerRun, RunState } from '../runtime/runtime.ts';
import type { PodContainer } from './containers.ts';
import { hasBegun, healthOf, isReady, isStarted } from './health.ts';
import { type NewestRun, newestRun, type ObservedPod, previousStatus, runsOf } from './observed-pod.ts';
import { standingOf } from './standing.ts';
import type { StoredPod } from './stored-pod.ts';
import { timestamp } from './times.ts';

export interface ContainerStatusInput {
  readonly pod: StoredPod;
  readonly observed: ObservedPod;
  readonly now: number;
  /** Nothing of the Pod will run again. */
  readonly ended: boolean;
}

/** What the API says of one container. Source: Kubernetes documentation, "Pod Lifecycle", container states. */
export function containerStatus(part: PodContainer, input: ContainerStatusInput): ContainerStatus {
  const { container } = part;
  const newest = newestRun(input.observed, container.name);
  const { state, lastState } = statesOf(part, newest, input);
  const run = newest?.state.is === 'running' ? newest.run : undefined;
  const isWell = run !== undefined && isReady(part, run, input.observed);
  return {
    name: container.name,
    state,
    lastState,
    ready: part.role === 'init' ? state.terminated?.exitCode === 0 : isWell,
    restartCount: newest?.attempt ?? 0,
    image: container.image ?? '',
    imageID: newest?.run?.imageId ?? previousStatus(input.observed, container.name)?.imageID ?? '',
    ...(newest?.run !== undefined && { containerID: newest.run.id }),
    started: run !== undefined && isStarted(part, run, input.observed),
    ...resourcesOf(part),
    ...mountsOf(part),
  };
}

interface States {
  readonly state: ContainerState;
  readonly lastState: ContainerState;
}

function statesOf(part: PodContainer, newest: NewestRun | undefined, input: ContainerStatusInput): States {
  const earlier = lastStateBefore(part, newest, input.observed);
  const { pod } = input;
  if (newest?.state.is === 'running') {
    const held = newest.run && heldState(part, newest.run, input);
    return { state: held ?? stateOf(newest, newest.state), lastState: earlier };
  }
  const waiting = waitingState(part, newest, input);
  if (newest?.state.is !== 'exited') return { state: waiting ?? startingState(pod), lastState: earlier };
  const exited = stateOf(newest, newest.state);
  return waiting === undefined ? { state: exited, lastState: earlier } : { state: waiting, lastState: exited };
}

/** How a run is shown whose postStart hook is not over, or has failed. */
function heldState(
  part: PodContainer,
  run: ContainerRun,
  { pod, observed }: ContainerStatusInput,
): ContainerState | undefined {
  if (hasBegun(part, run, observed)) return undefined;
  const { postStartMessage: message } = healthOf(observed, run);
  return message === undefined ? startingState(pod) : { waiting: { reason: 'PostStartHookError', message } };
}

/** Undefined where it does not wait, or has not said why. */
function waitingState(
  part: PodContainer,
  newest: NewestRun | undefined,
  { pod, observed, now, ended }: ContainerStatusInput,
): ContainerState | undefined {
  if (ended) return undefined;
  const standing = standingOf(pod, part, observed, now);
  if (standing.is === 'waiting') return { waiting: { reason: standing.reason, message: standing.message } };
  // What is due after a run that nobody can tell of is being made; an exited run is shown until its successor runs.
  return standing.is === 'due' && newest?.run === undefined ? startingState(pod) : undefined;
}

function startingState({ spec }: StoredPod): ContainerState {
  const hasInit = (spec.initContainers ?? []).length > 0;
  return { waiting: { reason: hasInit ? 'PodInitializing' : 'ContainerCreating' } };
}

/** How the run before the newest one ended. */
function lastStateBefore(
  { container }: PodContainer,
  newest: NewestRun | undefined,
  observed: ObservedPod,
): ContainerState {
  const before = runsOf(observed, container.name)[1];
  if (before?.state.is === 'exited')
    return stateOf({ attempt: before.attempt, state: before.state, run: before }, before.state);
  const told = previousStatus(observed, container.name);
  // What was said of an earlier attempt is how that one ended.
  if (told !== undefined && newest !== undefined && told.restartCount < newest.attempt && told.state?.terminated) {
    return { terminated: told.state.terminated };
  }
  return told?.lastState ?? {};
}

function stateOf(newest: NewestRun, state: Exclude<RunState, { is: 'created' }>): ContainerState {
  if (state.is === 'running') return { running: { startedAt: timestamp(state.startedAt) } };
  return {
    terminated: {
      exitCode: state.exitCode,
      reason: state.reason,
      ...(state.message !== undefined && { message: state.message }),
      startedAt: timestamp(state.startedAt),
      finishedAt: timestamp(state.finishedAt),
      ...(newest.run !== undefined && { containerID: newest.run.id }),
    },
  };
}

function resourcesOf({ container }: PodContainer): Pick<ContainerStatus, 'resources' | 'allocatedResources'> {
  const { resources = {} } = container;
  return { resources, ...(resources.requests && { allocatedResources: resources.requests }) };
}

function mountsOf({ container }: PodContainer): Pick<ContainerStatus, 'volumeMounts'> {
  const { volumeMounts = [] } = container;
  if (volumeMounts.length === 0) return {};
  return {
    volumeMounts: volumeMounts.map(({ name, mountPath, readOnly }) => ({
      name,
      mountPath,
      ...(readOnly && { readOnly, recursiveReadOnly: 'Disabled' }),
    })),
  };
}
