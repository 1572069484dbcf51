import { ageColumn, ageOf, column, nameColumn } from '../../columns/column.ts';
import type { HorizontalPodAutoscaler } from '../../generated/types/autoscaling-v2.ts';
import type { Columns } from '../../kind.ts';
import { metricsText } from './metrics.ts';

export const autoscalerColumns: Columns = {
  definitions: [
    nameColumn,
    column('Reference', 'string', 'What it scales.'),
    column('Targets', 'string', 'What is measured, against what is aimed at.'),
    column('MinPods', 'string', 'How many Pods there are at least.'),
    column('MaxPods', 'string', 'How many Pods there are at most.'),
    column('Replicas', 'string', 'How many Pods there are.'),
    ageColumn,
  ],
  cells(object, now) {
    const autoscaler = object as HorizontalPodAutoscaler;
    const { spec, status } = autoscaler;
    return [
      object.metadata.name ?? '',
      `${spec?.scaleTargetRef?.kind ?? ''}/${spec?.scaleTargetRef?.name ?? ''}`,
      metricsText(autoscaler),
      spec?.minReplicas === undefined ? '<unset>' : String(spec.minReplicas),
      spec?.maxReplicas ?? 0,
      status?.currentReplicas ?? 0,
      ageOf(object, now),
    ];
  },
};
