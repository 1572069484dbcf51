import type { KubernetesObject } from '@flotilla/machinery';
import { expect, test } from 'vitest';
import type { Job, JobSpec, JobStatus } from '../../generated/types/batch-v1.ts';
import { textsOf } from '../../rules/texts.fixture.ts';
import { jobBehaviour as behaviour } from './behaviour.ts';

type JobObject = Job & KubernetesObject;

const container = { name: 'main', image: 'busybox:1' };

function written(spec: Partial<JobSpec> = {}, labels?: Record<string, string>): JobObject {
  const template = { spec: { containers: [container], restartPolicy: 'Never' } };
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'sum', namespace: 'default', uid: 'u1', ...(labels === undefined ? {} : { labels }) },
    spec: { template, ...spec },
  };
}

/** As the store has it. */
function stored(spec: Partial<JobSpec> = {}, status: JobStatus = {}): JobObject {
  const job = written(spec);
  behaviour.applyDefaults?.(job);
  behaviour.prepareCreate?.(job);
  return { ...job, status };
}

const errorsOf = (spec: Partial<JobSpec>): string[] => textsOf(behaviour.validate?.(stored(spec)) ?? []);

test('a Job with nothing said runs one Pod to its end, and tries seven times', () => {
  const { spec, metadata } = stored();
  expect(spec).toMatchObject({
    completions: 1,
    parallelism: 1,
    backoffLimit: 6,
    completionMode: 'NonIndexed',
    suspend: false,
    podReplacementPolicy: 'TerminatingOrFailed',
    manualSelector: false,
    selector: { matchLabels: { 'batch.kubernetes.io/controller-uid': 'u1' } },
  });
  const labels = {
    'batch.kubernetes.io/controller-uid': 'u1',
    'batch.kubernetes.io/job-name': 'sum',
    'controller-uid': 'u1',
    'job-name': 'sum',
  };
  expect(spec?.template.metadata?.labels).toEqual(labels);
  expect(metadata.labels).toEqual(labels);
  expect(behaviour.validate?.(stored())).toEqual([]);
});

test('a Job of a work queue has no number of completions; labels of its own stay', () => {
  const job = written({ parallelism: 3 }, { app: 'sum' });
  behaviour.applyDefaults?.(job);
  behaviour.prepareCreate?.(job);
  expect(job.spec?.completions).toBeUndefined();
  expect(job.metadata.labels).toEqual({ app: 'sum' });
});

test('labels of the template are those of the Job too', () => {
  const job = written();
  job.spec = {
    template: { metadata: { labels: { app: 'sum' } }, spec: { containers: [container], restartPolicy: 'Never' } },
  };
  behaviour.applyDefaults?.(job);
  behaviour.prepareCreate?.(job);
  expect(job.metadata.labels).toMatchObject({ app: 'sum', 'job-name': 'sum' });
});

test('its Pods must come to an end', () => {
  expect(errorsOf({ template: { spec: { containers: [container] } } })).toEqual([
    'spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"',
  ]);
});

test('counts are not negative, and an indexed Job says how many', () => {
  expect(errorsOf({ parallelism: -1, completions: -2, ttlSecondsAfterFinished: -3 })).toEqual([
    'spec.parallelism: Invalid value: -1: must be greater than or equal to 0',
    'spec.completions: Invalid value: -2: must be greater than or equal to 0',
    'spec.ttlSecondsAfterFinished: Invalid value: -3: must be greater than or equal to 0',
  ]);
  expect(errorsOf({ completionMode: 'Indexed', parallelism: 200_000 })).toEqual([
    'spec.completions: Required value: when completion mode is Indexed',
    'spec.parallelism: Invalid value: 200000: must be less than or equal to 100000 when completion mode is Indexed',
  ]);
  expect(errorsOf({ backoffLimitPerIndex: 1 })).toEqual([
    'spec.backoffLimitPerIndex: Invalid value: 1: requires indexed completion mode',
  ]);
});

test('a selector of the user must be asked for, and fit', () => {
  expect(errorsOf({ selector: { matchLabels: { 'batch.kubernetes.io/controller-uid': 'other' } } })).toContain(
    'spec.selector: Invalid value: {"matchLabels":{"batch.kubernetes.io/controller-uid":"other"}}: `selector` not auto-generated',
  );
  expect(errorsOf({ manualSelector: true })).toEqual(['spec.selector: Required value']);
});

test('rules for failures and for success are checked', () => {
  expect(errorsOf({ podFailurePolicy: { rules: [{ action: 'Retry' }] } })).toEqual([
    'spec.podFailurePolicy.rules[0].action: Unsupported value: "Retry": supported values: "Count", "FailIndex", "FailJob", "Ignore"',
    'spec.podFailurePolicy.rules[0]: Invalid value: specifying one of OnExitCodes and OnPodConditions is required',
  ]);
  const onExitCodes = { operator: 'In', values: [0, 2, 1], containerName: 'other' };
  expect(errorsOf({ podFailurePolicy: { rules: [{ action: 'FailJob', onExitCodes }] } })).toEqual([
    'spec.podFailurePolicy.rules[0].onExitCodes.containerName: Invalid value: "other": must be one of the container or initContainer names in the pod template',
    'spec.podFailurePolicy.rules[0].onExitCodes.values[0]: Invalid value: 0: must not be 0 for the In operator',
    'spec.podFailurePolicy.rules[0].onExitCodes.values: Invalid value: [0,2,1]: must be ordered',
  ]);
  const indexed = { completionMode: 'Indexed', completions: 5 };
  expect(errorsOf({ ...indexed, successPolicy: { rules: [{ succeededIndexes: '0-9' }] } })).toEqual([
    'spec.successPolicy.rules[0].succeededIndexes: Invalid value: "0-9": error parsing succeededIndexes: too large index: "9"',
  ]);
  expect(errorsOf({ ...indexed, successPolicy: { rules: [{ succeededIndexes: '1,3', succeededCount: 3 }] } })).toEqual([
    'spec.successPolicy.rules[0].succeededCount: Invalid value: 3: must be less than or equal to 2 (the number of indexes in the specified succeededIndexes field)',
  ]);
});

function changesOf(next: Partial<JobSpec>, previous: Partial<JobSpec>, status: JobStatus = {}): string[] {
  const errors = behaviour.validateUpdate?.(stored(next), stored(previous, status)) ?? [];
  return errors.map(({ field }) => field);
}

test('what a Job is stays; how many run at once, and how long it may take, may change', () => {
  expect(changesOf({ parallelism: 4, completions: 8, activeDeadlineSeconds: 5 }, { completions: 8 })).toEqual([]);
  expect(changesOf({ completions: 9 }, { completions: 8 })).toEqual(['spec.completions']);
  const other = { template: { spec: { containers: [{ ...container, image: 'busybox:2' }], restartPolicy: 'Never' } } };
  expect(changesOf(other, {})).toEqual(['spec.template']);
});

test('an indexed Job is scaled by both its numbers', () => {
  const indexed = { completionMode: 'Indexed', completions: 3, parallelism: 3 };
  expect(changesOf({ ...indexed, completions: 5, parallelism: 5 }, indexed)).toEqual([]);
  expect(changesOf({ ...indexed, completions: 5 }, indexed)).toEqual(['spec.completions']);
});

test('while it is suspended, where its Pods run and what they ask for may change', () => {
  const template = (fields: object, resources = {}) => ({
    template: { spec: { containers: [{ ...container, resources }], restartPolicy: 'Never', ...fields } },
  });
  const moved = template({ nodeSelector: { disk: 'fast' } }, { requests: { cpu: '2' } });
  expect(changesOf({ suspend: true, ...moved }, { suspend: true, ...template({}) })).toEqual([]);
  expect(changesOf(moved, template({}))).toEqual(['spec.template']);
  const renamed = template({ containers: [{ ...container, image: 'busybox:2' }] });
  expect(changesOf({ suspend: true, ...renamed }, { suspend: true, ...template({}) })).toEqual(['spec.template.spec']);
});

const is = (type: string) => ({ type, status: 'True' });
const startTime = '2026-01-01T00:00:00Z';

function statusErrors(next: JobStatus, previous: JobStatus = { startTime }, spec: Partial<JobSpec> = {}): string[] {
  return textsOf(behaviour.validateStatusUpdate?.(stored(spec, next), stored(spec, previous)) ?? []);
}

test('a status is whole: a Job that is complete says since when, and nothing of it runs', () => {
  const done = { startTime, completionTime: startTime, conditions: [is('SuccessCriteriaMet'), is('Complete')] };
  expect(statusErrors(done)).toEqual([]);
  expect(statusErrors({ ...done, active: 1, conditions: [is('Complete')] })).toEqual([
    'status.conditions: Invalid value: cannot set Complete=True condition without the SuccessCriteriaMet=true condition',
    'status.active: Invalid value: 1: active>0 is invalid for finished job',
  ]);
  expect(statusErrors({ startTime, conditions: [is('Failed')] })).toEqual([
    'status.conditions: Invalid value: cannot set Failed=True condition without the FailureTarget=true condition',
  ]);
  expect(statusErrors({ startTime }, done)).toContain(
    'status.conditions: Invalid value: cannot disable the terminal Complete=True condition',
  );
});

test('counts of Pods do not go back', () => {
  expect(statusErrors({ startTime, failed: 1, succeeded: 1 }, { startTime, failed: 2, succeeded: 2 })).toEqual([
    'status.failed: Invalid value: 1: cannot decrease the failed counter',
    'status.succeeded: Invalid value: 1: cannot decrease the succeeded counter',
  ]);
  expect(statusErrors({ startTime, uncountedTerminatedPods: { failed: ['a', 'a'] } })).toEqual([
    'status.uncountedTerminatedPods.failed[1]: Duplicate value: "a"',
  ]);
});

test('an index has succeeded or failed, not both', () => {
  const spec = { completionMode: 'Indexed', completions: 5, backoffLimitPerIndex: 0 };
  expect(statusErrors({ startTime, completedIndexes: '0-2', failedIndexes: '2,4' }, { startTime }, spec)).toEqual([
    'status.failedIndexes: Invalid value: "2,4": failedIndexes and completedIndexes overlap at index: 2',
  ]);
});
