import { badRequestError } from '../status/status-error.ts';
import {
  checkRequirement,
  type LabelOperator,
  type LabelRequirement,
  type Labels,
  matcherOf,
  printRequirement,
} from './label-requirement.ts';

/** A label selector made ready to use: all its requirements must hold. */
export interface LabelMatcher {
  /** Sorted by key. */
  readonly requirements: readonly LabelRequirement[];
  /** Whether it matches everything, because it requires nothing. */
  readonly matchesAll: boolean;
  matches(labels: Labels | undefined): boolean;
  /** As it stands in a query. */
  toString(): string;
}

/** The object form, as it stands in specs. Source: Kubernetes API reference, LabelSelector. */
export interface LabelSelector {
  readonly matchLabels?: Labels | undefined;
  readonly matchExpressions?: readonly LabelExpression[] | undefined;
}

export interface LabelExpression {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[] | undefined;
}

const OPERATORS: ReadonlyMap<string, LabelOperator> = new Map([
  ['In', 'in'],
  ['NotIn', 'notin'],
  ['Exists', 'exists'],
  ['DoesNotExist', '!'],
]);

const NO_LABELS: Labels = {};

/** An absent selector selects nothing, while an empty one selects everything. */
export const noLabels: LabelMatcher = {
  requirements: [],
  matchesAll: false,
  matches: () => false,
  toString: () => '',
};

/** A matcher of requirements that are known to be valid. */
export function createLabelMatcher(requirements: readonly LabelRequirement[]): LabelMatcher {
  const sorted = requirements.toSorted((left, right) => (left.key < right.key ? -1 : left.key > right.key ? 1 : 0));
  const tests = sorted.map(matcherOf);
  return {
    requirements: sorted,
    matchesAll: sorted.length === 0,
    matches: (labels = NO_LABELS) => tests.every((test) => test(labels)),
    toString: () => sorted.map(printRequirement).join(','),
  };
}

/** The matcher of a selector in object form. Throws BadRequest with upstream's words where it is not valid. */
export function labelMatcherOf(selector: LabelSelector | undefined): LabelMatcher {
  if (selector === undefined) return noLabels;
  const { matchLabels = {}, matchExpressions = [] } = selector;
  return createLabelMatcher([
    ...Object.entries(matchLabels).map(([key, value]) => validRequirement({ key, operator: '=', values: [value] })),
    ...matchExpressions.map(requirementOf),
  ]);
}

/** `requirement`, or BadRequest with upstream's words. */
export function validRequirement(requirement: LabelRequirement, prefix = ''): LabelRequirement {
  const errors = checkRequirement(requirement);
  if (errors.length === 0) return requirement;
  const texts = [...new Set(errors.map(({ field, message }) => `${field}: ${message}`))];
  throw badRequestError(prefix + (texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`));
}

function requirementOf({ key, operator, values = [] }: LabelExpression): LabelRequirement {
  const known = OPERATORS.get(operator);
  if (known === undefined) throw badRequestError(`${JSON.stringify(operator)} is not a valid label selector operator`);
  return validRequirement({ key, operator: known, values });
}
