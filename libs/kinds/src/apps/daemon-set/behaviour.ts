import type { KubernetesObject } from '@flotilla/machinery';
import { podTemplateWarnings, preparePodTemplate } from '../../core/pod/template.ts';
import type { DaemonSet } from '../../generated/types/apps-v1.ts';
import type { KindBehaviour } from '../../kind.ts';
import { sameValue } from '../../rules/same-value.ts';
import { daemonSetColumns } from './columns.ts';
import { applyDaemonSetDefaults } from './defaults.ts';
import { validateDaemonSet, validateDaemonSetStatusUpdate, validateDaemonSetUpdate } from './validation.ts';

/** How often the template has changed; older than `metadata.generation`, and still shown. */
const templateGeneration = 'deprecated.daemonset.template.generation';

export const daemonSetBehaviour: KindBehaviour = {
  generation: true,
  applyDefaults: applyDaemonSetDefaults,

  prepareCreate(object) {
    preparePodTemplate((object as DaemonSet).spec?.template);
    countTemplate(object, Math.max(1, templateGenerationOf(object)));
  },

  prepareUpdate(next, previous) {
    preparePodTemplate((next as DaemonSet).spec?.template);
    const isChanged = !sameValue((next as DaemonSet).spec?.template, (previous as DaemonSet).spec?.template);
    countTemplate(next, templateGenerationOf(previous) + (isChanged ? 1 : 0));
  },

  validate: validateDaemonSet,
  validateUpdate: validateDaemonSetUpdate,
  validateStatusUpdate: validateDaemonSetStatusUpdate,
  columns: daemonSetColumns,
  warnings: (object) => podTemplateWarnings('spec.template', (object as DaemonSet).spec?.template),
};

function countTemplate({ metadata }: KubernetesObject, count: number): void {
  metadata.annotations = { ...metadata.annotations, [templateGeneration]: String(count) };
}

function templateGenerationOf({ metadata }: KubernetesObject): number {
  return Number.parseInt(metadata.annotations?.[templateGeneration] ?? '', 10) || 0;
}
