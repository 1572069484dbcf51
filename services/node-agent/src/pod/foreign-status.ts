import type { PodCondition, PodStatus } from '@flotilla/kinds/core/v1';

/** The conditions that a node writes; all others are someone else's. */
const ownConditions = new Set(['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled']);

/**
 * Takes over from the API's status what others may write while the Pod is here: their conditions, and an end that they
 * gave it.
 */
export function withForeignParts(own: PodStatus, told: PodStatus | undefined): PodStatus {
  if (told === undefined) return own;
  const foreign = (told.conditions ?? []).filter(({ type }) => !ownConditions.has(type));
  const kept = (own.conditions ?? []).filter(({ type }) => ownConditions.has(type));
  return {
    ...own,
    ...(told.qosClass !== undefined && { qosClass: told.qosClass }),
    ...ending(told),
    conditions: [...foreign, ...kept],
  };
}

function ending({ phase, reason, message }: PodStatus): Partial<PodStatus> {
  if (phase !== 'Failed' && phase !== 'Succeeded') return {};
  return { phase, ...(reason !== undefined && { reason }), ...(message !== undefined && { message }) };
}

/** Whether someone has written over what the node last said, as happens to a node that was silent. */
export function isOverwritten(own: PodStatus, told: PodStatus | undefined): boolean {
  if (told === undefined || own.phase === undefined) return false;
  const statusOf = (conditions: readonly PodCondition[] | undefined, type: string) =>
    conditions?.find((condition) => condition.type === type)?.status;
  const differs = [...ownConditions].some((type) => statusOf(own.conditions, type) !== statusOf(told.conditions, type));
  return differs || own.phase !== told.phase;
}
