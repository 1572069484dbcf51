import type { PodTemplate } from '../../generated/types/core-v1.ts';
import type { KindBehaviour } from '../../kind.ts';
import {
  applyPodTemplateDefaults,
  podTemplateErrors,
  podTemplateWarnings,
  preparePodTemplate,
} from '../pod/template.ts';
import { podTemplateColumns } from './columns.ts';

export const podTemplateBehaviour: KindBehaviour = {
  generation: true,
  applyDefaults: (object) => applyPodTemplateDefaults((object as PodTemplate).template),
  prepareCreate: (object) => preparePodTemplate((object as PodTemplate).template),
  prepareUpdate: (next) => preparePodTemplate((next as PodTemplate).template),
  validate: (object) => [...podTemplateErrors('template', (object as PodTemplate).template)],
  columns: podTemplateColumns,
  warnings: (object) => podTemplateWarnings('template', (object as PodTemplate).template),
};
