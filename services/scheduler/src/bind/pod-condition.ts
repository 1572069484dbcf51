import type { Pod, PodCondition } from '@flotilla/kinds/core/v1';

/** Sets a condition; the time of its transition moves only when its status changes. `time` is RFC 3339. */
export function setCondition(pod: Pod, condition: PodCondition, time: string): void {
  const { conditions = [] } = pod.status ?? {};
  const before = conditions.find(({ type }) => type === condition.type);
  const { generation } = pod.metadata;
  const next: PodCondition = {
    ...condition,
    ...(generation === undefined ? {} : { observedGeneration: generation }),
    lastTransitionTime: before?.status === condition.status ? (before.lastTransitionTime ?? time) : time,
  };
  const others = conditions.filter(({ type }) => type !== condition.type);
  pod.status = { ...pod.status, conditions: [...others, next] };
}
