import { type OwnedPod, viewOwnedPod } from '@flotilla/controller';
import { isSidecar } from '@flotilla/kinds';
import type { ContainerStatus, Pod } from '@flotilla/kinds/core/v1';
import { tracking } from './tracking-names.ts';

/** A Pod as a Job decides by it. */
export interface JobPod extends OwnedPod {
  /** Which of an indexed Job's completions it is; undefined where it does not say, or not as a number. */
  readonly index: number | undefined;
  /** How often its index had failed before it, counted and not. */
  readonly failures: { readonly counted: number; readonly ignored: number };
  /** Whether it still waits to be counted. */
  readonly isTracked: boolean;
  /** Containers that ended with another code than 0; those of the Pod before those that prepared it. */
  readonly failedContainers: readonly { readonly name: string; readonly exitCode: number }[];
  readonly conditions: readonly { readonly type: string; readonly status: string }[];
  /** Of all its containers together. */
  readonly allRestarts: number;
  /** When it ended, as far as it shows; milliseconds since 1970. */
  readonly finishedMs: number;
}

export function viewJobPod(pod: Pod): JobPod {
  const { metadata, status } = pod;
  const { annotations = {}, finalizers = [] } = metadata;
  const statuses = [...(status?.containerStatuses ?? []), ...(status?.initContainerStatuses ?? [])];
  return {
    ...viewOwnedPod(pod),
    index: countIn(annotations[tracking.index]),
    failures: {
      counted: countIn(annotations[tracking.failures]) ?? 0,
      ignored: countIn(annotations[tracking.ignoredFailures]) ?? 0,
    },
    isTracked: finalizers.includes(tracking.finalizer),
    failedContainers: statuses.flatMap(({ name, state }) => {
      const exitCode = state?.terminated?.exitCode ?? 0;
      return exitCode === 0 ? [] : [{ name, exitCode }];
    }),
    conditions: (status?.conditions ?? []).map(({ type, status: value }) => ({ type, status: value })),
    allRestarts: statuses.reduce((sum, { restartCount = 0 }) => sum + restartCount, 0),
    finishedMs: finishedMs(pod),
  };
}

function countIn(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

/** The first of these that the Pod shows: its last container's end, when it stopped being ready, its deletion. */
function finishedMs({ metadata, spec, status }: Pod): number {
  const sidecars = new Set((spec?.initContainers ?? []).filter(isSidecar).map(({ name }) => name));
  const beside = (status?.initContainerStatuses ?? []).filter(({ name }) => sidecars.has(name));
  const ended = lastEnd([...(status?.containerStatuses ?? []), ...beside]);
  if (ended !== undefined) return ended;
  const ready = status?.conditions?.find(({ type }) => type === 'Ready');
  if (ready?.status === 'False' && ready.lastTransitionTime) return Date.parse(ready.lastTransitionTime);
  const { deletionTimestamp, deletionGracePeriodSeconds = 0, creationTimestamp } = metadata;
  if (deletionTimestamp !== undefined) return Date.parse(deletionTimestamp) - deletionGracePeriodSeconds * 1000;
  return Date.parse(creationTimestamp ?? '') || 0;
}

function lastEnd(statuses: readonly ContainerStatus[]): number | undefined {
  const ends = statuses.map(({ state }) => state?.terminated?.finishedAt ?? undefined);
  if (ends.length === 0 || ends.includes(undefined)) return undefined;
  return Math.max(...ends.map((time) => Date.parse(time ?? '')));
}
