import type { WorkloadPod } from '../objects/workload-pod.ts';

export interface DaemonPod extends WorkloadPod {
  /** Whether it is of the template that is asked for now. */
  readonly isUpToDate: boolean;
}

/** Those that a node has first, then the oldest. */
export function oldestFirst(pods: readonly DaemonPod[]): DaemonPod[] {
  const age = ({ metadata }: DaemonPod): string => `${metadata.creationTimestamp ?? ''} ${metadata.name ?? ''}`;
  return pods.toSorted(
    (one, other) => Number(one.nodeName === '') - Number(other.nodeName === '') || (age(one) < age(other) ? -1 : 1),
  );
}
