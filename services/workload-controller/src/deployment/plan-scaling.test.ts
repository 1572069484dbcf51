import { expect, test } from 'vitest';
import { isScaled, planScaling } from './plan-scaling.ts';
import { deploymentOf, setFor, setOf } from './rollout.fixture.ts';
import { rolloutOf, type Scaling } from './rollout.ts';

interface Case {
  readonly from: readonly [replicas: number, maxSurge: number];
  readonly to: readonly [replicas: number, maxSurge: number];
  /** By version, the newest last. */
  readonly before: Readonly<Record<string, number>>;
  readonly after: Readonly<Record<string, number>>;
}

const sized = ([replicas, maxSurge]: readonly [number, number], image = 'v3') =>
  deploymentOf({ image, replicas, strategy: { rollingUpdate: { maxSurge, maxUnavailable: 0 } } });

const sizes = (scalings: readonly Scaling[]): Record<string, number> =>
  Object.fromEntries(scalings.map(({ set, replicas }) => [set.metadata.name, replicas]));

test.each<Case>([
  { from: [10, 0], to: [12, 0], before: { v3: 10 }, after: { v3: 12 } },
  { from: [10, 0], to: [5, 0], before: { v3: 10 }, after: { v3: 5 } },
  { from: [5, 0], to: [10, 0], before: { v2: 3, v3: 2 }, after: { v2: 6, v3: 4 } },
  { from: [5, 0], to: [3, 0], before: { v2: 3, v3: 2 }, after: { v2: 2, v3: 1 } },
  { from: [9, 0], to: [4, 0], before: { v2: 1, v3: 8 }, after: { v2: 0, v3: 4 } },
  { from: [7, 0], to: [10, 0], before: { v1: 2, v2: 3, v3: 2 }, after: { v1: 3, v2: 4, v3: 3 } },
  { from: [13, 0], to: [8, 0], before: { v1: 3, v2: 8, v3: 2 }, after: { v1: 2, v2: 5, v3: 1 } },
  { from: [3, 0], to: [4, 0], before: { v1: 1, v2: 1, v3: 1 }, after: { v1: 1, v2: 1, v3: 2 } },
  { from: [3, 0], to: [2, 0], before: { v1: 1, v2: 1, v3: 1 }, after: { v1: 0, v2: 1, v3: 1 } },
  { from: [4, 0], to: [5, 0], before: { v1: 2, v2: 2 }, after: { v1: 2, v2: 3 } },
  { from: [6, 0], to: [0, 0], before: { v1: 1, v2: 2, v3: 3 }, after: { v1: 0, v2: 0, v3: 0 } },
  { from: [6, 0], to: [6, 0], before: { v1: 0, v2: 0, v3: 0 }, after: { v3: 6 } },
  { from: [10, 2], to: [20, 2], before: { v2: 6, v3: 6 }, after: { v2: 11, v3: 11 } },
  { from: [10, 3], to: [50, 6], before: { v2: 8, v3: 5 }, after: { v2: 34, v3: 22 } },
  { from: [10, 0], to: [14, 0], before: { v1: 3, v2: 7 }, after: { v1: 4, v2: 10 } },
])('from $from to $to, $before become $after', ({ from, to, before, after }) => {
  const sets = Object.entries(before).map(([image, replicas]) => setFor(sized(from), image, { replicas }));
  expect(sizes(planScaling(rolloutOf(sized(to), sets)))).toEqual(after);
});

test('when the new ReplicaSet has all Pods, all available, the old ones have none', () => {
  const deployment = sized([3, 1]);
  const sets = [setFor(deployment, 'v2', { replicas: 2 }), setFor(deployment, 'v3', { replicas: 3 })];
  expect(sizes(planScaling(rolloutOf(deployment, sets)))).toEqual({ v2: 0 });
});

test('a Deployment is scaled when its ReplicaSets were told another number, unless they were told none', () => {
  const sets = [setFor(sized([3, 1]), 'v3', { replicas: 3 })];
  expect(isScaled(rolloutOf(sized([3, 1]), sets))).toBe(false);
  expect(isScaled(rolloutOf(sized([4, 1]), sets))).toBe(true);
  expect(isScaled(rolloutOf(sized([4, 1]), [setOf('v3', { replicas: 3 })]))).toBe(false);
});
