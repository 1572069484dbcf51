import { checkDnsSubdomain, invalid, notSupported, required, tooLong } from '@flotilla/machinery';
import { podTemplateErrors } from '../../core/pod/template.ts';
import type { JobSpec } from '../../generated/types/batch-v1.ts';
import type { FieldErrors } from '../../rules/field-rules.ts';
import { invalidEach, nonNegative, supportedValue } from '../../rules/field-rules.ts';
import { failurePolicyErrors } from './failure-policy-errors.ts';
import { successPolicyErrors } from './success-policy-errors.ts';

/** So that lists of indexes stay short. */
const MOST_PARALLELISM = 100_000;
const MOST_FAILED_INDEXES = 100_000;
/** Past so many completions the limits are lower. */
const MANY_COMPLETIONS = 100_000;
const MOST_OF_MANY = 10_000;
const LONGEST_MANAGER = 63;

const counts = [
  'parallelism',
  'completions',
  'activeDeadlineSeconds',
  'backoffLimit',
  'ttlSecondsAfterFinished',
  'backoffLimitPerIndex',
  'maxFailedIndexes',
] as const;

/** What is wrong with a Job's spec, wherever it stands; its selector apart. */
export function* jobSpecErrors(field: string, spec: JobSpec | undefined): FieldErrors {
  const job: JobSpec = spec ?? { template: {} };
  for (const name of counts) yield* nonNegative(`${field}.${name}`, job[name]);
  if (job.maxFailedIndexes !== undefined && job.backoffLimitPerIndex === undefined) {
    yield required(`${field}.backoffLimitPerIndex`, 'when maxFailedIndexes is specified');
  }
  if (job.managedBy !== undefined) yield* managerErrors(`${field}.managedBy`, job.managedBy);
  yield* supportedValue(`${field}.completionMode`, job.completionMode, ['NonIndexed', 'Indexed']);
  if (job.completionMode === 'Indexed') yield* indexedErrors(field, job);
  if (job.completionMode === undefined || job.completionMode === 'NonIndexed') yield* nonIndexedErrors(field, job);
  yield* policyErrors(field, job);
  yield* podTemplateErrors(`${field}.template`, job.template);
  yield* restartPolicyErrors(`${field}.template.spec.restartPolicy`, job);
}

function* managerErrors(field: string, manager: string): FieldErrors {
  if (manager === '') return yield required(field);
  const slash = manager.indexOf('/');
  const [host, path] = [manager.slice(0, slash), manager.slice(slash + 1)];
  if (slash <= 0 || path === '') {
    yield invalid(field, manager, 'must be a domain-prefixed path (such as "acme.io/foo")');
  } else {
    yield* invalidEach(field, host, checkDnsSubdomain(host));
    const pattern = "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+";
    if (!new RegExp(`^${pattern}$`).test(path)) {
      yield invalid(field, path, `Invalid path (regex used for validation is '${pattern}')`);
    }
  }
  if (manager.length > LONGEST_MANAGER) yield tooLong(field, LONGEST_MANAGER);
}

function* indexedErrors(field: string, job: JobSpec): FieldErrors {
  const { completions, parallelism = 0, maxFailedIndexes = 0, backoffLimitPerIndex } = job;
  if (completions === undefined) yield required(`${field}.completions`, 'when completion mode is Indexed');
  if (parallelism > MOST_PARALLELISM) {
    const why = `must be less than or equal to ${MOST_PARALLELISM} when completion mode is Indexed`;
    yield invalid(`${field}.parallelism`, parallelism, why);
  }
  if (completions !== undefined && maxFailedIndexes > completions) {
    yield invalid(`${field}.maxFailedIndexes`, maxFailedIndexes, 'must be less than or equal to completions');
  }
  if (maxFailedIndexes > MOST_FAILED_INDEXES) {
    yield invalid(
      `${field}.maxFailedIndexes`,
      maxFailedIndexes,
      `must be less than or equal to ${MOST_FAILED_INDEXES}`,
    );
  }
  if ((completions ?? 0) > MANY_COMPLETIONS && backoffLimitPerIndex !== undefined) yield* manyErrors(field, job);
}

function* manyErrors(field: string, job: JobSpec): FieldErrors {
  if (job.maxFailedIndexes === undefined) {
    yield required(`${field}.maxFailedIndexes`, `must be specified when completions is above ${MANY_COMPLETIONS}`);
  }
  const when = `when completions are above ${MANY_COMPLETIONS} and used with backoff limit per index`;
  for (const name of ['parallelism', 'maxFailedIndexes'] as const) {
    const value = job[name] ?? 0;
    if (value > MOST_OF_MANY)
      yield invalid(`${field}.${name}`, value, `must be less than or equal to ${MOST_OF_MANY} ${when}`);
  }
}

function* nonIndexedErrors(field: string, job: JobSpec): FieldErrors {
  for (const name of ['backoffLimitPerIndex', 'maxFailedIndexes'] as const) {
    if (job[name] !== undefined) yield invalid(`${field}.${name}`, job[name], 'requires indexed completion mode');
  }
}

function* policyErrors(field: string, job: JobSpec): FieldErrors {
  const { podFailurePolicy, podReplacementPolicy, successPolicy } = job;
  if (podFailurePolicy !== undefined) yield* failurePolicyErrors(`${field}.podFailurePolicy`, podFailurePolicy, job);
  if (successPolicy !== undefined && job.completionMode !== 'Indexed') {
    yield invalid(`${field}.successPolicy`, successPolicy, 'requires indexed completion mode');
  } else if (successPolicy !== undefined) {
    yield* successPolicyErrors(`${field}.successPolicy`, successPolicy, job.completions ?? 0);
  }
  const replacements = podFailurePolicy === undefined ? ['Failed', 'TerminatingOrFailed'] : ['Failed'];
  yield* supportedValue(`${field}.podReplacementPolicy`, podReplacementPolicy, replacements);
}

function* restartPolicyErrors(field: string, { template, podFailurePolicy }: JobSpec): FieldErrors {
  const policy = template?.spec?.restartPolicy ?? '';
  if (policy === '' || policy === 'Always') yield required(field, 'valid values: "OnFailure", "Never"');
  else if (policy !== 'OnFailure' && policy !== 'Never') yield notSupported(field, policy, ['OnFailure', 'Never']);
  else if (podFailurePolicy !== undefined && policy !== 'Never') {
    yield invalid(field, policy, 'only "Never" is supported when podFailurePolicy is specified');
  }
}
