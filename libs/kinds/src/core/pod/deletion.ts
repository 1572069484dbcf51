import type { KubernetesObject } from '@flotilla/machinery';
import type { Pod } from '../../generated/types/core-v1.ts';

/** How long a Pod may take to end: nothing where no node runs it. */
export function podDeletionGraceSeconds(object: KubernetesObject, asked: number | undefined): number {
  const { spec, status } = object as Pod;
  const isFinished = status?.phase === 'Succeeded' || status?.phase === 'Failed';
  if (!spec?.nodeName || isFinished) return 0;
  const seconds = asked ?? spec.terminationGracePeriodSeconds ?? 0;
  return seconds < 0 ? 1 : seconds;
}
