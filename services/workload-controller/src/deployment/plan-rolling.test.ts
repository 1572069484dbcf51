import { expect, test } from 'vitest';
import type { ReplicaSetView } from '../replica-set/replica-set-view.ts';
import { planRollingUpdate } from './plan-rolling.ts';
import { deploymentOf, type SetParts, setOf } from './rollout.fixture.ts';
import { rolloutOf } from './rollout.ts';

interface Case {
  readonly maxSurge?: number | string;
  readonly maxUnavailable?: number | string;
  readonly old: SetParts;
  readonly current: SetParts;
  /** By version, only those that change. */
  readonly after: Readonly<Record<string, number>>;
}

function plan({ maxSurge = 0, maxUnavailable = 0, old, current }: Case, replicas = 10): Record<string, number> {
  const strategy = { rollingUpdate: { maxSurge, maxUnavailable } };
  const sets: ReplicaSetView[] = [setOf('v1', old), setOf('v2', current)];
  const rollout = rolloutOf(deploymentOf({ image: 'v2', replicas, strategy }), sets);
  if (rollout.current === undefined) throw new Error('Cannot plan: there must be a ReplicaSet of the present template');
  const scalings = planRollingUpdate({ ...rollout, current: rollout.current });
  return Object.fromEntries(scalings.map(({ set, replicas }) => [set.metadata.name, replicas]));
}

test.each<Case>([
  { maxSurge: 2, old: { replicas: 10 }, current: { replicas: 0 }, after: { v2: 2 } },
  { maxSurge: '25%', old: { replicas: 10 }, current: { replicas: 0 }, after: { v2: 3 } },
  { maxSurge: 2, old: { replicas: 5 }, current: { replicas: 0 }, after: { v2: 7 } },
  { maxSurge: 2, old: { replicas: 10 }, current: { replicas: 2, availableReplicas: 0 }, after: {} },
  { maxSurge: 2, old: { replicas: 2 }, current: { replicas: 11 }, after: { v2: 10 } },
])('with a surge of $maxSurge, $old and $current change to $after', (each) => {
  expect(plan(each)).toEqual(each.after);
});

test('Pods that are too many but not ended yet take the room of new ones', () => {
  const old = setOf('v1', { replicas: 5 });
  const ending = { ...old, status: { ...old.status, replicas: 10 } };
  const strategy = { rollingUpdate: { maxSurge: 2, maxUnavailable: 0 } };
  const rollout = rolloutOf(deploymentOf({ image: 'v2', replicas: 10, strategy }), [ending]);
  const current = setOf('v2', { replicas: 0 });
  expect(planRollingUpdate({ ...rollout, current })).toEqual([{ set: current, replicas: 2 }]);
});

test.each<Case>([
  { maxUnavailable: 0, old: { replicas: 10 }, current: { replicas: 0 }, after: { v1: 9 } },
  { maxUnavailable: 2, old: { replicas: 10 }, current: { replicas: 0 }, after: { v1: 8 } },
  { maxUnavailable: '25%', old: { replicas: 10 }, current: { replicas: 0 }, after: { v1: 8 } },
  { maxUnavailable: 2, old: { replicas: 10, availableReplicas: 8 }, current: { replicas: 0 }, after: { v1: 8 } },
  { maxUnavailable: 2, old: { replicas: 10, availableReplicas: 9 }, current: { replicas: 0 }, after: { v1: 8 } },
  { maxUnavailable: 2, old: { replicas: 8 }, current: { replicas: 2, availableReplicas: 0 }, after: {} },
])('without surge and $maxUnavailable unavailable, $old and $current change to $after', (each) => {
  expect(plan(each)).toEqual(each.after);
});

test('what an old ReplicaSet still says of Pods that it is to end counts for nothing', () => {
  const parts = { maxSurge: 1, maxUnavailable: 1 };
  const stale = plan(
    { ...parts, old: { replicas: 2, availableReplicas: 3 }, current: { replicas: 2, availableReplicas: 1 }, after: {} },
    3,
  );
  expect(stale).toEqual({ v1: 1 });
});
