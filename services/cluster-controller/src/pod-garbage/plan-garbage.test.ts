import { expect, test } from 'vitest';
import { planGarbage } from './plan-garbage.ts';

test('Pods of a node that is there are kept, those of a missing one are deleted after 40 s', () => {
  expect(planGarbage(undefined, 1_000_000)).toEqual({ type: 'keep' });
  expect(planGarbage(1000, 1000)).toEqual({ type: 'wait', afterMs: 40_000 });
  expect(planGarbage(1000, 40_999)).toEqual({ type: 'wait', afterMs: 1 });
  expect(planGarbage(1000, 41_000)).toEqual({ type: 'delete' });
});
