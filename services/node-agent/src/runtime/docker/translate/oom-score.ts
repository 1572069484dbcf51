import type { Container } from '@flotilla/kinds/core/v1';
import { parseQuantity, wholeValueOf } from '@flotilla/machinery';
import type { StoredPod } from '../../../pod/stored-pod.ts';

export interface OomScoreLimits {
  /** Of the node. */
  readonly memoryBytes: number;
  /** Whether this machine lets a process be protected (CAP_SYS_RESOURCE): without it no score may be negative. */
  readonly allowsNegative: boolean;
}

const guaranteed = -997;
const bestEffort = 1000;

/**
 * Which containers the kernel kills first when the node runs out of memory. Source: Kubernetes documentation,
 * "Node-pressure Eviction", node out of memory behavior.
 */
export function oomScore(
  pod: StoredPod,
  container: Container,
  { memoryBytes, allowsNegative }: OomScoreLimits,
): number {
  const score = scoreOf(pod.status?.qosClass, container, memoryBytes);
  return allowsNegative ? score : Math.max(0, score);
}

function scoreOf(qosClass: string | undefined, container: Container, memoryBytes: number): number {
  if (qosClass === 'Guaranteed') return guaranteed;
  if (qosClass !== 'Burstable') return bestEffort;
  const request = container.resources?.requests?.memory ?? '0';
  const score = 1000 - Math.trunc((1000 * wholeValueOf(parseQuantity(request))) / memoryBytes);
  // Always after the guaranteed ones and before those of best effort.
  return Math.min(bestEffort - 1, Math.max(1000 + guaranteed, score));
}
