import type { PodCondition, PodStatus } from '@flotilla/kinds/core/v1';

/** The conditions that a node writes; the others are kept as they are. Source: Kubernetes documentation, "Pod conditions". */
const NODE_CONDITIONS = new Set([
  'PodReadyToStartContainers',
  'Initialized',
  'ContainersReady',
  'Ready',
  'PodResizePending',
  'PodResizeInProgress',
]);

const ENDED = new Set(['Succeeded', 'Failed']);

/** A Pod's status after its node's report: what is not the node's stays, and a Pod that has ended does not begin again. */
export function mergeStatus(present: PodStatus, reported: PodStatus): PodStatus {
  if (ENDED.has(present.phase ?? '') && reported.phase !== present.phase) return present;
  const kept = (present.conditions ?? []).filter(({ type }) => !NODE_CONDITIONS.has(type));
  const own = (reported.conditions ?? []).filter(({ type }) => NODE_CONDITIONS.has(type));
  return {
    ...reported,
    ...(present.qosClass === undefined ? {} : { qosClass: present.qosClass }),
    ...(present.nominatedNodeName === undefined ? {} : { nominatedNodeName: present.nominatedNodeName }),
    conditions: ordered([...own, ...kept], present.conditions ?? []),
  };
}

/** In the order they had, the new ones after them: a write that changes nothing must change nothing. */
function ordered(conditions: readonly PodCondition[], before: readonly PodCondition[]): PodCondition[] {
  const rank = new Map(before.map(({ type }, index) => [type, index]));
  return conditions.toSorted((a, b) => (rank.get(a.type) ?? before.length) - (rank.get(b.type) ?? before.length));
}
