interface Condition {
  readonly type: string;
  readonly status: string;
  readonly lastTransitionTime?: string | undefined;
}

/**
 * The conditions `own` over those `before`. They keep their order, so that a write that changes nothing changes
 * nothing, and the time of their last transition where their status is as it was.
 */
export function mergeConditions<C extends Condition>(before: readonly C[], own: readonly C[]): C[] {
  const said = new Map(own.map((condition) => [condition.type, condition]));
  const known = new Set(before.map(({ type }) => type));
  return [
    ...before.map((condition) => merged(condition, said.get(condition.type))),
    ...own.filter(({ type }) => !known.has(type)),
  ];
}

function merged<C extends Condition>(before: C, said: C | undefined): C {
  if (said === undefined) return before;
  if (said.status !== before.status || before.lastTransitionTime === undefined) return said;
  return { ...said, lastTransitionTime: before.lastTransitionTime };
}
