import type { NodeCondition, NodeStatus } from '@flotilla/kinds/core/v1';

/** A Node's status after its own report: conditions and resources that others added stay. */
export function mergeNodeStatus(present: NodeStatus, reported: NodeStatus): NodeStatus {
  const own = new Map((reported.conditions ?? []).map((condition) => [condition.type, condition]));
  const conditions: NodeCondition[] = (present.conditions ?? []).map(
    (condition) => own.get(condition.type) ?? condition,
  );
  const known = new Set(conditions.map(({ type }) => type));
  return {
    ...present,
    ...reported,
    capacity: { ...present.capacity, ...reported.capacity },
    allocatable: { ...present.allocatable, ...reported.allocatable },
    conditions: [...conditions, ...[...own.values()].filter(({ type }) => !known.has(type))],
  };
}
