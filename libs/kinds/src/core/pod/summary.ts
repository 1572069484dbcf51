import type { ContainerStateTerminated, ContainerStatus, Pod, PodStatus } from '../../generated/types/core-v1.ts';
import { isSidecar } from './containers.ts';

/** What `kubectl get pods` says of a Pod in a few words. */
export interface PodSummary {
  readonly ready: number;
  readonly total: number;
  /** `Running`, `CrashLoopBackOff`, `Init:0/1`, `Terminating`. */
  readonly reason: string;
  readonly restarts: number;
  /** RFC 3339; undefined where nothing says when. */
  readonly restartedAt: string | undefined;
}

export function summarizePod(pod: Pod): PodSummary {
  const start = summarizeStart(pod);
  const isStarted = !start.isStarting || conditionOf(pod.status, 'Initialized')?.status === 'True';
  const run = isStarted ? summarizeRun(pod, start.reason) : { reason: start.reason, ready: 0 };
  const sidecars = start.seen.filter((status) => isSidecarStatus(pod, status));
  const counted = isStarted ? [...sidecars, ...(pod.status?.containerStatuses ?? [])] : start.seen;
  return {
    ready: start.ready + run.ready,
    total: (pod.spec?.containers ?? []).length + (pod.spec?.initContainers ?? []).filter(isSidecar).length,
    reason: endReason(pod) ?? run.reason,
    ...restartsOf(counted),
  };
}

/** How far the init containers are. `ready` counts sidecars; `seen` ends with the one that is waited for. */
interface Start {
  readonly seen: readonly ContainerStatus[];
  readonly isStarting: boolean;
  readonly reason: string;
  readonly ready: number;
}

function summarizeStart(pod: Pod): Start {
  let ready = 0;
  const statuses = pod.status?.initContainerStatuses ?? [];
  for (const [index, status] of statuses.entries()) {
    if (status.state?.terminated?.exitCode === 0) continue;
    if (isSidecarStatus(pod, status) && status.started === true) {
      if (status.ready) ready += 1;
      continue;
    }
    const seen = statuses.slice(0, index + 1);
    return { seen, isStarting: true, reason: `Init:${initReason(pod, status, index)}`, ready };
  }
  return { seen: statuses, isStarting: false, reason: phaseReason(pod), ready };
}

function initReason(pod: Pod, { state }: ContainerStatus, index: number): string {
  if (state?.terminated !== undefined) return endedReason(state.terminated);
  const waiting = state?.waiting?.reason;
  if (waiting && waiting !== 'PodInitializing') return waiting;
  return `${index}/${(pod.spec?.initContainers ?? []).length}`;
}

function endedReason({ reason, signal, exitCode }: ContainerStateTerminated): string {
  if (reason) return reason;
  return signal ? `Signal:${signal}` : `ExitCode:${exitCode}`;
}

function phaseReason({ status }: Pod): string {
  const isGated = (status?.conditions ?? []).some(
    ({ type, reason }) => type === 'PodScheduled' && reason === 'SchedulingGated',
  );
  return isGated ? 'SchedulingGated' : status?.reason || status?.phase || '';
}

/** The first container that has something to say gives the reason. */
function summarizeRun({ status }: Pod, before: string): { reason: string; ready: number } {
  const statuses = status?.containerStatuses ?? [];
  const reason = statuses.map(containerReason).find((each) => each !== undefined) ?? before;
  const ready = statuses.filter(isServing).length;
  if (reason !== 'Completed') return { reason, ready };
  const failed = statuses.find(({ state }) => isFailure(state?.terminated));
  if (ready > 0 && conditionOf(status, 'Ready')?.status === 'True') return { reason: 'Running', ready };
  if (failed !== undefined) return { reason: containerReason(failed) ?? reason, ready };
  return { reason: ready > 0 ? 'NotReady' : reason, ready };
}

function containerReason({ state }: ContainerStatus): string | undefined {
  if (state?.waiting?.reason) return state.waiting.reason;
  return state?.terminated === undefined ? undefined : endedReason(state.terminated);
}

function isFailure(ended: ContainerStateTerminated | undefined): boolean {
  return ended !== undefined && ended.exitCode !== 0;
}

function isServing(status: ContainerStatus): boolean {
  return containerReason(status) === undefined && status.ready && status.state?.running !== undefined;
}

/** What a Pod that is being deleted says instead. */
function endReason({ metadata, status }: Pod): string | undefined {
  if (metadata.deletionTimestamp === undefined) return undefined;
  if (status?.reason === 'NodeLost') return 'Unknown';
  return status?.phase === 'Succeeded' || status?.phase === 'Failed' ? undefined : 'Terminating';
}

function restartsOf(statuses: readonly ContainerStatus[]): Pick<PodSummary, 'restarts' | 'restartedAt'> {
  const ends = statuses.flatMap(({ lastState }) => lastState?.terminated?.finishedAt ?? []);
  return {
    restarts: statuses.reduce((sum, { restartCount }) => sum + (restartCount ?? 0), 0),
    restartedAt: ends.sort().at(-1),
  };
}

function isSidecarStatus({ spec }: Pod, { name }: ContainerStatus): boolean {
  return isSidecar(spec?.initContainers?.find((container) => container.name === name));
}

function conditionOf(status: PodStatus | undefined, type: string): { status: string } | undefined {
  return status?.conditions?.find((condition) => condition.type === type);
}
