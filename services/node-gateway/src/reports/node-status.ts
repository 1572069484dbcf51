import type { NodeStatus } from '@flotilla/kinds/core/v1';
import { mergeConditions } from './conditions.ts';

/** A Node's status after its own report: conditions and resources that others added stay. */
export function mergeNodeStatus(present: NodeStatus, reported: NodeStatus): NodeStatus {
  return {
    ...present,
    ...reported,
    capacity: { ...present.capacity, ...reported.capacity },
    allocatable: { ...present.allocatable, ...reported.allocatable },
    conditions: mergeConditions(present.conditions ?? [], reported.conditions ?? []),
  };
}
