import type { HorizontalPodAutoscaler as First } from '../../generated/types/autoscaling-v1.ts';
import type { HorizontalPodAutoscaler as Second } from '../../generated/types/autoscaling-v2.ts';
import type { KindBehaviour } from '../../kind.ts';
import { autoscalerColumns } from './columns.ts';
import { toFirst, toSecond } from './convert.ts';
import { applyAutoscalerDefaults, usualUtilization } from './defaults.ts';
import { validateAutoscaler, validateAutoscalerStatus } from './validation.ts';

export const autoscalerBehaviour: KindBehaviour = {
  applyDefaults: applyAutoscalerDefaults,
  validate: validateAutoscaler,
  validateStatusUpdate: validateAutoscalerStatus,
  columns: autoscalerColumns,
};

/** The same autoscalers as seen through autoscaling/v1. */
export const firstAutoscalerBehaviour: KindBehaviour = {
  view: { of: 'autoscaling/HorizontalPodAutoscaler', toStored: toSecond, fromStored: toFirst },
  applyDefaults(object) {
    const { spec } = object as First;
    if (spec === undefined) return;
    spec.minReplicas ??= 1;
    const { metrics = [] } = (toSecond(object) as Second).spec ?? {};
    if (metrics.length === 0) spec.targetCPUUtilizationPercentage = usualUtilization;
  },
  validate: (object) => validateAutoscaler(toSecond(object)),
  validateStatusUpdate: (next) => validateAutoscalerStatus(toSecond(next)),
  columns: {
    definitions: autoscalerColumns.definitions,
    cells: (object, now) => autoscalerColumns.cells(toSecond(object), now),
  },
};
