import type { KubernetesObject } from '@flotilla/machinery';
import { preparePodTemplate } from '../../core/pod/template.ts';
import type { CronJob } from '../../generated/types/batch-v1.ts';
import type { KindBehaviour } from '../../kind.ts';
import { applyJobTemplateDefaults } from '../job/defaults.ts';
import { jobNameWarnings, jobSpecWarnings } from '../job/warnings.ts';
import { cronJobColumns } from './columns.ts';
import { validateCronJob, validateCronJobUpdate, validateNewCronJob } from './validation.ts';

export const cronJobBehaviour: KindBehaviour = {
  generation: true,
  applyDefaults,
  prepareCreate: prepare,
  prepareUpdate: prepare,
  validate: validateCronJob,
  validateCreate: validateNewCronJob,
  validateUpdate: validateCronJobUpdate,
  columns: cronJobColumns,
  warnings: (object) => [
    ...jobNameWarnings(object.metadata.name ?? ''),
    ...jobSpecWarnings('spec.jobTemplate.spec', (object as CronJob).spec?.jobTemplate?.spec),
  ],
};

/** Source: Kubernetes API reference, CronJobSpec. */
function applyDefaults(object: KubernetesObject): void {
  const { spec } = object as CronJob;
  if (spec === undefined) return;
  spec.concurrencyPolicy ||= 'Allow';
  spec.suspend ??= false;
  spec.successfulJobsHistoryLimit ??= 3;
  spec.failedJobsHistoryLimit ??= 1;
  if (spec.jobTemplate?.spec !== undefined) applyJobTemplateDefaults(spec.jobTemplate.spec);
}

function prepare(object: KubernetesObject): void {
  preparePodTemplate((object as CronJob).spec?.jobTemplate?.spec?.template);
}
