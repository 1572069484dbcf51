import { isSidecar } from '@flotilla/kinds';
import type { ContainerStatus, Pod } from '@flotilla/kinds/core/v1';
import type { ObjectMeta } from '@flotilla/machinery';

/** The part of a Pod that those who own Pods decide by. Times in milliseconds since 1970. */
export interface OwnedPod {
  /** Without managed fields and annotations. */
  readonly metadata: ObjectMeta;
  readonly phase: string;
  /** Empty while no node has it. */
  readonly nodeName: string;
  readonly isReady: boolean;
  /** When it last became ready or stopped being so; undefined where nothing says it. */
  readonly readySinceMs: number | undefined;
  /** The most that one of its containers has been started again. */
  readonly restarts: number;
  /** The same of its sidecars. */
  readonly sidecarRestarts: number;
  /** What its owner's user holds its deletion to cost, beside the others. */
  readonly deletionCost: number;
}

/** Source: Kubernetes documentation, "ReplicaSet", Pod deletion cost. */
const DELETION_COST = 'controller.kubernetes.io/pod-deletion-cost';

export function viewOwnedPod({ metadata, spec, status }: Pod): OwnedPod {
  const { managedFields: _, annotations, ...kept } = metadata;
  const ready = status?.conditions?.find(({ type }) => type === 'Ready');
  const sidecars = new Set(spec?.initContainers?.filter(isSidecar).map(({ name }) => name));
  return {
    metadata: kept,
    phase: status?.phase ?? '',
    nodeName: spec?.nodeName ?? '',
    isReady: ready?.status === 'True',
    readySinceMs: ready?.lastTransitionTime ? Date.parse(ready.lastTransitionTime) : undefined,
    restarts: mostRestarts(status?.containerStatuses ?? []),
    sidecarRestarts: mostRestarts((status?.initContainerStatuses ?? []).filter(({ name }) => sidecars.has(name))),
    deletionCost: costOf(annotations?.[DELETION_COST]),
  };
}

/** Whether it has ended, well or not. */
export function isFinished({ phase }: OwnedPod): boolean {
  return phase === 'Succeeded' || phase === 'Failed';
}

/** Whether it counts as one of those that its owner wants. */
export function isActive(pod: OwnedPod): boolean {
  return !isFinished(pod) && pod.metadata.deletionTimestamp === undefined;
}

/** Whether it is on its way out and still may run. */
export function isTerminating(pod: OwnedPod): boolean {
  return !isFinished(pod) && pod.metadata.deletionTimestamp !== undefined;
}

/** Whether it has been ready for long enough. */
export function isAvailable(pod: OwnedPod, minReadySeconds: number, nowMs: number): boolean {
  if (!pod.isReady) return false;
  if (minReadySeconds <= 0) return true;
  return pod.readySinceMs !== undefined && pod.readySinceMs + minReadySeconds * 1000 <= nowMs;
}

/** After how many milliseconds the next of these that are ready will be available; undefined where none will. */
export function availableAfterMs(
  pods: readonly OwnedPod[],
  minReadySeconds: number,
  nowMs: number,
): number | undefined {
  const waits = pods
    .filter((pod) => pod.isReady && !isAvailable(pod, minReadySeconds, nowMs))
    .map(({ readySinceMs = nowMs }) => readySinceMs + minReadySeconds * 1000 - nowMs);
  return waits.length === 0 ? undefined : Math.min(...waits);
}

function mostRestarts(statuses: readonly ContainerStatus[]): number {
  return Math.max(0, ...statuses.map(({ restartCount }) => restartCount ?? 0));
}

/** An int32 as upstream takes one: a leading plus or zero makes it none. */
function costOf(text: string | undefined): number {
  if (text === undefined || !/^(0|-?[1-9]\d*)$/.test(text)) return 0;
  const cost = Number(text);
  return cost === (cost | 0) ? cost : 0;
}
