import type { PodStatus } from '@flotilla/kinds/core/v1';
import { isPastDeadline } from './deadline.ts';
import { forbiddenSysctl } from './forbidden-sysctl.ts';
import { type Happening, normal, warning } from './happening.ts';
import type { ObservedPod } from './observed-pod.ts';
import type { StoredPod } from './stored-pod.ts';

/** Why a Pod has failed, whatever its containers did. */
export interface ForcedEnd {
  readonly status: Pick<PodStatus, 'reason' | 'message'>;
  readonly happening: Happening;
  /** Nothing of it was ever begun. */
  readonly isRejection: boolean;
}

/** Undefined for a Pod that may go on. */
export function forcedEnd(
  pod: StoredPod,
  { previous, refusal }: Pick<ObservedPod, 'previous' | 'refusal'>,
  now: number,
): ForcedEnd | undefined {
  if (refusal !== undefined) return rejection(refusal.reason, refusal.message);
  const sysctl = forbiddenSysctl(pod);
  if (sysctl !== undefined) return rejection('SysctlForbidden', `forbidden sysctl: "${sysctl}" not allowlisted`);
  if (!isPastDeadline(pod, previous, now)) return undefined;
  const reason = 'DeadlineExceeded';
  const message = 'Pod was active on the node longer than the specified deadline';
  return { status: { reason, message }, happening: normal(reason, message), isRejection: false };
}

function rejection(reason: string, message: string): ForcedEnd {
  const status = { reason, message: `Pod was rejected: ${message}` };
  return { status, happening: warning(reason, message), isRejection: true };
}
