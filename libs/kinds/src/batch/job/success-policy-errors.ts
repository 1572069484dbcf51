import { invalid, required, tooLong, tooMany } from '@flotilla/machinery';
import type { SuccessPolicy, SuccessPolicyRule } from '../../generated/types/batch-v1.ts';
import type { FieldErrors } from '../../rules/field-rules.ts';
import { nonNegative } from '../../rules/field-rules.ts';
import { countOfIndexes, IndexRangesError, parseIndexRanges } from './index-ranges.ts';

const MOST_RULES = 20;
const LONGEST_INDEXES = 64 * 1024;

export function* successPolicyErrors(field: string, { rules = [] }: SuccessPolicy, completions: number): FieldErrors {
  if (rules.length === 0) {
    yield required(`${field}.rules`, 'at least one rules must be specified when the successPolicy is specified');
  }
  if (rules.length > MOST_RULES) yield tooMany(`${field}.rules`, rules.length, MOST_RULES);
  for (const [index, rule] of rules.entries()) yield* ruleErrors(`${field}.rules[${index}]`, rule, completions);
}

function* ruleErrors(field: string, rule: SuccessPolicyRule, completions: number): FieldErrors {
  const { succeededCount, succeededIndexes } = rule;
  if (succeededCount === undefined && succeededIndexes === undefined) {
    yield required(field, 'at least one of succeededCount or succeededIndexes must be specified');
  }
  const path = `${field}.succeededIndexes`;
  if ((succeededIndexes ?? '').length > LONGEST_INDEXES) yield tooLong(path, LONGEST_INDEXES);
  const indexes = indexesOf(succeededIndexes ?? '', completions);
  if (typeof indexes === 'string') {
    yield invalid(path, succeededIndexes, `error parsing succeededIndexes: ${indexes}`);
  }
  if (succeededCount === undefined) return;
  const countPath = `${field}.succeededCount`;
  yield* nonNegative(countPath, succeededCount);
  const whole = (count: number, what: string): string =>
    `must be less than or equal to ${count} (the number of ${what})`;
  if (succeededCount > completions)
    yield invalid(countPath, succeededCount, whole(completions, 'specified completions'));
  const named = typeof indexes === 'string' ? 0 : indexes;
  if (succeededIndexes !== undefined && succeededCount > named) {
    yield invalid(countPath, succeededCount, whole(named, 'indexes in the specified succeededIndexes field'));
  }
}

/** How many the text names, or what is wrong with it. */
function indexesOf(text: string, completions: number): number | string {
  try {
    return countOfIndexes(parseIndexRanges(text, completions));
  } catch (error) {
    if (error instanceof IndexRangesError) return error.message;
    throw error;
  }
}
