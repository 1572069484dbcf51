import type { NodeCondition } from '@flotilla/kinds/core/v1';
import { withCondition } from '../objects/condition.ts';

/** What a node itself reports of itself, and cannot when it is silent. */
const REPORTED = ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure'];

/** The conditions of a node that has fallen silent. `time` is RFC 3339. */
export function silentConditions(
  present: readonly NodeCondition[],
  { createdAt, time }: { readonly createdAt: string; readonly time: string },
): NodeCondition[] {
  return REPORTED.reduce(
    (conditions: NodeCondition[], type) => {
      const before = conditions.find((condition) => condition.type === type);
      if (before?.status === 'Unknown') return conditions;
      const next: NodeCondition =
        before === undefined
          ? {
              type,
              status: 'Unknown',
              reason: 'NodeStatusNeverUpdated',
              message: 'Kubelet never posted node status.',
              lastHeartbeatTime: createdAt,
            }
          : {
              ...before,
              status: 'Unknown',
              reason: 'NodeStatusUnknown',
              message: 'Kubelet stopped posting node status.',
            };
      return withCondition(conditions, next, time);
    },
    [...present],
  );
}

export function readiness(conditions: readonly NodeCondition[]): string | undefined {
  return conditions.find(({ type }) => type === 'Ready')?.status;
}
