import type { DeploymentCondition } from '@flotilla/kinds/apps/v1';

/** What a condition says, before it is known since when. */
export interface Saying {
  readonly type: 'Progressing' | 'Available' | 'ReplicaFailure';
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: string;
  readonly message: string;
}

type Conditions = readonly DeploymentCondition[];

export function conditionOf(conditions: Conditions, type: Saying['type']): DeploymentCondition | undefined {
  return conditions.find((condition) => condition.type === type);
}

/** What is said already, for the same reason, stays as it was said. `time` is RFC 3339. */
export function withCondition(conditions: Conditions, saying: Saying, time: string): Conditions {
  const before = conditionOf(conditions, saying.type);
  if (before?.status === saying.status && before.reason === saying.reason) return conditions;
  return withNews(conditions, saying, time);
}

/** The same, but said anew even where only the time is new. */
export function withNews(conditions: Conditions, saying: Saying, time: string): Conditions {
  const before = conditionOf(conditions, saying.type);
  const lastTransitionTime = before?.status === saying.status ? before.lastTransitionTime : time;
  const { type, status, reason, message } = saying;
  const next = { type, status, lastUpdateTime: time, lastTransitionTime, reason, message };
  return [...withoutCondition(conditions, type), next];
}

export function withoutCondition(conditions: Conditions, type: Saying['type']): Conditions {
  return conditions.filter((condition) => condition.type !== type);
}
