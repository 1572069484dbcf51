import type { KubernetesObject } from '@flotilla/machinery';
import { expect, test } from 'vitest';
import type { CronJob, CronJobSpec } from '../../generated/types/batch-v1.ts';
import { textsOf } from '../../rules/texts.fixture.ts';
import { cronJobBehaviour as behaviour } from './behaviour.ts';

const template = { spec: { containers: [{ name: 'main', image: 'busybox:1' }], restartPolicy: 'OnFailure' } };

function cronJob(spec: Partial<CronJobSpec> = {}, name = 'nightly'): CronJob & KubernetesObject {
  const object = {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name, namespace: 'default' },
    spec: { schedule: '0 2 * * *', jobTemplate: { spec: { template } }, ...spec },
  };
  behaviour.applyDefaults?.(object);
  return object;
}

const errorsOf = (object: KubernetesObject): string[] =>
  textsOf([...(behaviour.validate?.(object) ?? []), ...(behaviour.validateCreate?.(object) ?? [])]);

test('a CronJob with nothing said starts beside what still runs, and keeps three successes and one failure', () => {
  const { spec } = cronJob();
  expect(spec).toMatchObject({
    concurrencyPolicy: 'Allow',
    suspend: false,
    successfulJobsHistoryLimit: 3,
    failedJobsHistoryLimit: 1,
  });
  expect(spec.jobTemplate.spec?.backoffLimit).toBeUndefined();
  expect(errorsOf(cronJob())).toEqual([]);
});

test.each([
  ['0 25 * * *', 'end of range (25) above maximum (23): 25'],
  ['* * *', 'expected exactly 5 fields, found 3: [* * *]'],
  ['every hour', 'expected exactly 5 fields, found 2: [every hour]'],
])('the schedule %s is refused', (schedule, why) => {
  expect(errorsOf(cronJob({ schedule }))).toEqual([
    `spec.schedule: Invalid value: ${JSON.stringify(schedule)}: ${why}`,
  ]);
});

test('the zone has a field of its own', () => {
  expect(errorsOf(cronJob({ timeZone: 'Asia/Kolkata' }))).toEqual([]);
  expect(errorsOf(cronJob({ timeZone: 'Mars/Olympus' }))).toEqual([
    'spec.timeZone: Invalid value: "Mars/Olympus": unknown time zone Mars/Olympus',
  ]);
  expect(errorsOf(cronJob({ timeZone: 'Local' }))).toEqual([
    'spec.timeZone: Invalid value: "Local": timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones',
  ]);
  expect(errorsOf(cronJob({ schedule: 'TZ=UTC 0 2 * * *' }))).toEqual([
    'spec.schedule: Invalid value: "TZ=UTC 0 2 * * *": cannot use TZ or CRON_TZ in schedule, use timeZone field instead',
  ]);
});

test('the names of its Jobs must have room for the minute', () => {
  const name = 'n'.repeat(53);
  expect(errorsOf(cronJob({}, name))).toEqual([
    `metadata.name: Invalid value: "${name}": must be no more than 52 characters`,
  ]);
  const long = cronJob({}, name);
  expect(textsOf(behaviour.validateUpdate?.(long, long) ?? [])).toEqual([]);
});

test('policy and template are checked', () => {
  expect(errorsOf(cronJob({ concurrencyPolicy: 'Queue' }))).toEqual([
    'spec.concurrencyPolicy: Unsupported value: "Queue": supported values: "Allow", "Forbid", "Replace"',
  ]);
  expect(errorsOf(cronJob({ jobTemplate: { spec: { template, manualSelector: true, selector: {} } } }))).toEqual([
    'spec.jobTemplate.spec.selector: Invalid value: {}: `selector` will be auto-generated',
    'spec.jobTemplate.spec.manualSelector: Unsupported value: true: supported values: "nil", "false"',
  ]);
});

test('what its author should know is said with the path at which it stands', () => {
  const nodeSelector = { 'beta.kubernetes.io/os': 'linux' };
  const object = cronJob({ jobTemplate: { spec: { template: { spec: { ...template.spec, nodeSelector } } } } }, 'a.b');
  const warnings = behaviour.warnings?.(object) ?? [];
  expect(warnings[0]).toMatch(/^metadata.name: this is used in Pod names and hostnames/);
  expect(warnings[1]).toMatch(
    /^spec.jobTemplate.spec.template.spec.nodeSelector\[beta.kubernetes.io\/os\]: deprecated/,
  );
});
