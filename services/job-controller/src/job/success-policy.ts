import type { SuccessPolicy } from '@flotilla/kinds/batch/v1';
import { IndexSet } from './index-set.ts';

/** Which rule of the policy the indexes that have succeeded fulfil; undefined where none. Source: KEP-3998. */
export function fulfilledRule(
  policy: SuccessPolicy | undefined,
  succeeded: IndexSet,
  completions: number,
): number | undefined {
  if (policy === undefined || succeeded.size === 0) return undefined;
  const index = policy.rules.findIndex(({ succeededIndexes, succeededCount = Number.POSITIVE_INFINITY }) => {
    if (succeededIndexes === undefined) return succeeded.size >= succeededCount;
    const wanted = IndexSet.parse(succeededIndexes, completions);
    const reached = wanted.overlap(succeeded);
    return wanted.size > 0 && (reached === wanted.size || reached >= succeededCount);
  });
  return index < 0 ? undefined : index;
}
