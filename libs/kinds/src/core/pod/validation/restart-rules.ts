import { notSupported, required, tooMany } from '@flotilla/machinery';
import type { Container, ContainerRestartRule } from '../../../generated/types/core-v1.ts';
import type { FieldErrors } from '../../../rules/field-rules.ts';
import { supportedValue } from '../../../rules/field-rules.ts';

/** Limits of a container's restart rules. Source: KEP-5307. */
const mostRules = 20;
const mostExitCodes = 255;

const policyMissing = 'must specify restartPolicy when restart rules are used';

/** An init container's rules are not looked into where its policy is missing. */
export function* initRestartErrors(field: string, container: Container): FieldErrors {
  if (container.restartPolicy !== undefined) yield* restartErrors(field, container);
  else if ((container.restartPolicyRules ?? []).length > 0) yield required(`${field}.restartPolicy`, policyMissing);
}

export function* restartErrors(field: string, { restartPolicy, restartPolicyRules = [] }: Container): FieldErrors {
  if (restartPolicy === undefined && restartPolicyRules.length > 0) {
    yield required(`${field}.restartPolicy`, policyMissing);
  }
  yield* supportedValue(`${field}.restartPolicy`, restartPolicy, ['Always', 'Never', 'OnFailure']);
  const list = `${field}.restartPolicyRules`;
  if (restartPolicyRules.length > mostRules) yield tooMany(list, restartPolicyRules.length, mostRules);
  for (const [index, rule] of restartPolicyRules.entries()) yield* ruleErrors(`${list}[${index}]`, rule);
}

function* ruleErrors(field: string, { action, exitCodes }: ContainerRestartRule): FieldErrors {
  yield* supportedValue(`${field}.action`, action ?? '', ['Restart', 'RestartAllContainers']);
  if (exitCodes === undefined) return yield required(`${field}.exitCodes`, 'must be specified');
  const operators = ['In', 'NotIn'];
  if (!operators.includes(exitCodes.operator)) {
    yield notSupported(`${field}.exitCodes.operator`, exitCodes.operator ?? '', operators);
  }
  const count = (exitCodes.values ?? []).length;
  if (count > mostExitCodes) yield tooMany(`${field}.exitCodes.values`, count, mostExitCodes);
}
