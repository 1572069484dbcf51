import { isStatus } from '@flotilla/machinery';
import type { Client } from '@flotilla/registry';
import { withCondition } from './condition.ts';
import { Pods } from './kinds.ts';
import type { PodView } from './projections.ts';

/** Why a controller deletes a Pod; it stands in the Pod's condition DisruptionTarget. */
export interface EndOfPod {
  readonly reason: string;
  readonly message: string;
  /** RFC 3339. */
  readonly time: string;
  /** Nobody runs the Pod any more: it has failed, and is gone at once. */
  readonly isLost?: true;
}

/** Says in the Pod why, and deletes it. One that has gone, or is another by now, is left alone. */
export async function endPod(
  client: Client,
  wanted: PodView,
  { reason, message, time, isLost }: EndOfPod,
): Promise<void> {
  const { namespace, name, uid } = wanted;
  try {
    await client.updateStatus(Pods, { namespace, name }, (pod) => {
      const { phase, conditions = [] } = pod.status ?? {};
      if (pod.metadata.uid !== uid || phase === 'Succeeded' || phase === 'Failed') return;
      const condition = { type: 'DisruptionTarget', status: 'True', reason, message };
      pod.status = {
        ...pod.status,
        conditions: withCondition(conditions, condition, time),
        ...(isLost ? { phase: 'Failed' } : {}),
      };
    });
    const grace = isLost ? { gracePeriodSeconds: 0 } : {};
    await client.delete(Pods, { namespace, name }, { preconditions: { uid }, ...grace });
  } catch (error) {
    if (!isStatus(error, 'NotFound', 'Conflict')) throw error;
  }
}
