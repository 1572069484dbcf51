interface Condition {
  readonly type: string;
  readonly status: string;
  readonly lastTransitionTime?: string | undefined;
}

/** The conditions with `next` in its place; the time of its transition moves only when its status changes. */
export function withCondition<C extends Condition>(conditions: readonly C[], next: C, time: string): C[] {
  const index = conditions.findIndex(({ type }) => type === next.type);
  const before = conditions[index];
  const unchanged = before?.status === next.status ? before.lastTransitionTime : undefined;
  const timed: C = { ...next, lastTransitionTime: unchanged ?? time };
  return before === undefined ? [...conditions, timed] : conditions.with(index, timed);
}
