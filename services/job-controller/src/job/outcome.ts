import type { JobSpec } from '@flotilla/kinds/batch/v1';
import { conditionOf } from '../objects/conditions.ts';
import { hasFailed, type JobFacts } from './facts.ts';
import { judgeFailure } from './failure-policy.ts';
import { fulfilledRule } from './success-policy.ts';

/** How a Job ends; it has ended once nothing of it runs and all is counted. */
export interface Outcome {
  readonly type: 'success' | 'failure';
  readonly reason: string;
  readonly message: string;
}

/** What decides a Job before its Pods are looked after: what was decided before, a failure, or enough success. */
export function outcomeOf(facts: JobFacts): Outcome | undefined {
  return (
    decidedBefore(facts) ?? ruledFailure(facts) ?? limitReached(facts) ?? indexFailure(facts) ?? ruledSuccess(facts)
  );
}

function decidedBefore({ job }: JobFacts): Outcome | undefined {
  const success = conditionOf(job, 'SuccessCriteriaMet');
  const condition = success ?? conditionOf(job, 'FailureTarget');
  if (condition === undefined) return undefined;
  const { reason = '', message = '' } = condition;
  return { type: success === undefined ? 'failure' : 'success', reason, message };
}

const failure = (reason: string, message: string): Outcome => ({ type: 'failure', reason, message });

function ruledFailure({ spec, pods }: JobFacts): Outcome | undefined {
  if (spec.podFailurePolicy === undefined) return undefined;
  for (const pod of pods) {
    const why = hasFailed(spec, pod) ? judgeFailure(spec.podFailurePolicy, pod).failsJob : undefined;
    if (why !== undefined) return failure('PodFailurePolicy', why);
  }
  return undefined;
}

function limitReached(facts: JobFacts): Outcome | undefined {
  const { spec, failed, nowMs } = facts;
  if (failed > (spec.backoffLimit ?? 0) || hasRestartedTooOften(facts)) {
    return failure('BackoffLimitExceeded', 'Job has reached the specified backoff limit');
  }
  const deadline = deadlineMs(facts);
  if (deadline !== undefined && deadline <= nowMs) {
    return failure('DeadlineExceeded', 'Job was active longer than specified deadline');
  }
  return undefined;
}

/** When the Job will have run for too long; undefined where it may run for ever, or does not run. */
export function deadlineMs({ spec, status }: JobFacts): number | undefined {
  const { activeDeadlineSeconds, suspend } = spec;
  if (activeDeadlineSeconds === undefined || suspend || !status.startTime) return undefined;
  return Date.parse(status.startTime) + activeDeadlineSeconds * 1000;
}

/** Containers that are started again in their Pod use up tries as new Pods would. */
function hasRestartedTooOften({ spec, pods }: JobFacts): boolean {
  if (restartPolicyOf(spec) !== 'OnFailure') return false;
  const restarts = pods
    .filter(({ phase }) => phase === 'Running' || phase === 'Pending')
    .reduce((sum, { allRestarts }) => sum + allRestarts, 0);
  const { backoffLimit = 0 } = spec;
  return backoffLimit === 0 ? restarts > 0 : restarts >= backoffLimit;
}

const restartPolicyOf = ({ template }: JobSpec): string | undefined => template.spec?.restartPolicy;

function indexFailure({ spec, indexes }: JobFacts): Outcome | undefined {
  if (indexes?.failed === undefined) return undefined;
  const { maxFailedIndexes } = spec;
  const failed = indexes.failed.size;
  if (maxFailedIndexes !== undefined && failed > maxFailedIndexes) {
    return failure('MaxFailedIndexesExceeded', 'Job has exceeded the specified maximal number of failed indexes');
  }
  if (failed > 0 && failed + indexes.succeeded.size >= indexes.completions) {
    return failure('FailedIndexes', 'Job has failed indexes');
  }
  return undefined;
}

function ruledSuccess({ spec, indexes }: JobFacts): Outcome | undefined {
  if (indexes === undefined) return undefined;
  const rule = fulfilledRule(spec.successPolicy, indexes.succeeded, indexes.completions);
  if (rule === undefined) return undefined;
  return { type: 'success', reason: 'SuccessPolicy', message: `Matched rules at index ${rule}` };
}

/** Whether enough have succeeded, when so many are active once its Pods have been looked after. */
export function completion({ spec, succeeded }: JobFacts, active: number): Outcome | undefined {
  const { completions } = spec;
  if (active > 0 || (completions === undefined ? succeeded === 0 : succeeded < completions)) return undefined;
  const message = 'Reached expected number of succeeded pods';
  return { type: 'success', reason: 'CompletionsReached', message };
}
