import type { KubernetesObject } from '@flotilla/machinery';
import { podTemplateWarnings, preparePodTemplate } from '../../core/pod/template.ts';
import { byteWarnings } from '../../core/resource/byte-warnings.ts';
import type { StatefulSet } from '../../generated/types/apps-v1.ts';
import type { KindBehaviour } from '../../kind.ts';
import { statefulSetColumns } from './columns.ts';
import { applyStatefulSetDefaults } from './defaults.ts';
import { validateStatefulSetStatusUpdate } from './status-update.ts';
import { validateStatefulSet, validateStatefulSetUpdate } from './validation.ts';

export const statefulSetBehaviour: KindBehaviour = {
  // Its Pods are named after it, and their names are host names.
  nameRule: 'dns-label',
  generation: true,
  applyDefaults: applyStatefulSetDefaults,
  prepareCreate: prepare,
  prepareUpdate: prepare,
  validate: validateStatefulSet,
  validateUpdate: validateStatefulSetUpdate,
  validateStatusUpdate: validateStatefulSetStatusUpdate,
  columns: statefulSetColumns,
  warnings,
};

function prepare(object: KubernetesObject): void {
  preparePodTemplate((object as StatefulSet).spec?.template);
}

function warnings(object: KubernetesObject): string[] {
  const { template, volumeClaimTemplates = [], revisionHistoryLimit = 0 } = (object as StatefulSet).spec ?? {};
  const why = 'a negative value retains all historical revisions; a value >= 0 is recommended';
  return [
    ...podTemplateWarnings('spec.template', template),
    ...volumeClaimTemplates.flatMap(({ spec }, index) => {
      const path = `spec.volumeClaimTemplates[${index}].resources`;
      const [requests, limits] = [spec?.resources?.requests, spec?.resources?.limits];
      const counted = ['storage'];
      return [
        ...byteWarnings(`${path}.requests`, requests, counted),
        ...byteWarnings(`${path}.limits`, limits, counted),
      ];
    }),
    ...(revisionHistoryLimit < 0 ? [`spec.revisionHistoryLimit: ${why}`] : []),
  ];
}
