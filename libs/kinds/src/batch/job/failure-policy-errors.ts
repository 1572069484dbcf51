import {
  checkLabelKey,
  duplicate,
  type FieldError,
  invalid,
  notSupported,
  required,
  tooMany,
} from '@flotilla/machinery';
import type {
  JobSpec,
  PodFailurePolicy,
  PodFailurePolicyOnExitCodesRequirement,
  PodFailurePolicyOnPodConditionsPattern,
  PodFailurePolicyRule,
} from '../../generated/types/batch-v1.ts';
import type { FieldErrors } from '../../rules/field-rules.ts';
import { invalidEach } from '../../rules/field-rules.ts';

const MOST_RULES = 20;
const MOST_EXIT_CODES = 255;
const MOST_CONDITIONS = 20;

const actions = ['Count', 'FailIndex', 'FailJob', 'Ignore'];
const operators = ['In', 'NotIn'];
const statuses = ['False', 'True', 'Unknown'];

export function* failurePolicyErrors(field: string, { rules = [] }: PodFailurePolicy, job: JobSpec): FieldErrors {
  if (rules.length > MOST_RULES) yield tooMany(`${field}.rules`, rules.length, MOST_RULES);
  for (const [index, rule] of rules.entries()) yield* ruleErrors(`${field}.rules[${index}]`, rule, job);
}

function* ruleErrors(field: string, rule: PodFailurePolicyRule, job: JobSpec): FieldErrors {
  const { action, onExitCodes, onPodConditions = [] } = rule;
  if (action === 'FailIndex' && job.backoffLimitPerIndex === undefined) {
    yield invalid(`${field}.action`, action, 'requires the backoffLimitPerIndex to be set');
  } else yield* chosen(`${field}.action`, action, actions);
  if (onExitCodes !== undefined) yield* exitCodesErrors(`${field}.onExitCodes`, onExitCodes, job);
  if (onPodConditions.length > 0) yield* conditionsErrors(`${field}.onPodConditions`, onPodConditions);
  const both = 'OnExitCodes and OnPodConditions is';
  if (onExitCodes !== undefined && onPodConditions.length > 0) {
    yield invalidWhole(field, `specifying both ${both} not supported`);
  }
  if (onExitCodes === undefined && onPodConditions.length === 0) {
    yield invalidWhole(field, `specifying one of ${both} required`);
  }
}

/** The reference leaves out a value where the whole is meant. */
function invalidWhole(field: string, why: string): FieldError {
  return { reason: 'FieldValueInvalid', field, message: `Invalid value: ${why}` };
}

/** An absent value is told what there is to choose from, as Go prints a list. */
function* chosen(field: string, value: string | undefined, supported: readonly string[]): FieldErrors {
  if (!value) yield required(field, `valid values: [${supported.map((each) => JSON.stringify(each)).join(' ')}]`);
  else if (!supported.includes(value)) yield notSupported(field, value, supported);
}

function* exitCodesErrors(
  field: string,
  { operator, containerName, values = [] }: PodFailurePolicyOnExitCodesRequirement,
  { template }: JobSpec,
): FieldErrors {
  yield* chosen(`${field}.operator`, operator, operators);
  const containers = [...(template?.spec?.containers ?? []), ...(template?.spec?.initContainers ?? [])];
  if (containerName !== undefined && !containers.some(({ name }) => name === containerName)) {
    const why = 'must be one of the container or initContainer names in the pod template';
    yield invalid(`${field}.containerName`, containerName, why);
  }
  if (values.length === 0) yield invalid(`${field}.values`, values, 'at least one value is required');
  else if (values.length > MOST_EXIT_CODES) yield tooMany(`${field}.values`, values.length, MOST_EXIT_CODES);
  for (const [index, value] of values.entries()) {
    const path = `${field}.values[${index}]`;
    if (operator === 'In' && value === 0) yield invalid(path, value, 'must not be 0 for the In operator');
    if (values.indexOf(value) < index) yield duplicate(path, value);
  }
  if (values.some((value, index) => value < (values[index - 1] ?? value))) {
    yield invalid(`${field}.values`, values, 'must be ordered');
  }
}

function* conditionsErrors(field: string, patterns: readonly PodFailurePolicyOnPodConditionsPattern[]): FieldErrors {
  if (patterns.length > MOST_CONDITIONS) yield tooMany(field, patterns.length, MOST_CONDITIONS);
  for (const [index, { type = '', status }] of patterns.entries()) {
    yield* invalidEach(`${field}[${index}].type`, type, checkLabelKey(type));
    yield* chosen(`${field}[${index}].status`, status, statuses);
  }
}
