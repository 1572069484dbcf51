import type { KubernetesObject } from '@flotilla/machinery';
import { preparePodTemplate } from '../../core/pod/template.ts';
import type { Job } from '../../generated/types/batch-v1.ts';
import type { KindBehaviour } from '../../kind.ts';
import { jobColumns } from './columns.ts';
import { applyJobDefaults } from './defaults.ts';
import { generateSelector } from './generated-selector.ts';
import { validateJobStatusUpdate } from './status-update.ts';
import { validateJobUpdate } from './update.ts';
import { validateJob } from './validation.ts';
import { jobNameWarnings, jobSpecWarnings } from './warnings.ts';

export const jobBehaviour: KindBehaviour = {
  generation: true,
  applyDefaults: applyJobDefaults,
  prepareCreate(object) {
    const job = object as Job & KubernetesObject;
    if (job.spec?.manualSelector !== true) generateSelector(job);
    preparePodTemplate(job.spec?.template);
  },
  prepareUpdate: (object) => preparePodTemplate((object as Job).spec?.template),
  validate: validateJob,
  validateUpdate: validateJobUpdate,
  validateStatusUpdate: validateJobStatusUpdate,
  columns: jobColumns,
  selectableFields: (object) => ({ 'status.successful': String((object as Job).status?.succeeded ?? 0) }),
  warnings: (object) => [
    ...jobNameWarnings(object.metadata.name ?? ''),
    ...jobSpecWarnings('spec', (object as Job).spec),
  ],
};
