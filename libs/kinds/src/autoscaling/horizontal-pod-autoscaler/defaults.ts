import type { KubernetesObject } from '@flotilla/machinery';
import type { HorizontalPodAutoscaler, HPAScalingRules } from '../../generated/types/autoscaling-v2.ts';

/** The share of the requested CPU, in percent, that is aimed at where nothing else is asked for. */
export const usualUtilization = 80;

const periodSeconds = 15;
const byPercent = { type: 'Percent', value: 100, periodSeconds };
const scaleUpRules = {
  stabilizationWindowSeconds: 0,
  selectPolicy: 'Max',
  policies: [{ type: 'Pods', value: 4, periodSeconds }, byPercent],
};
/** How long a scale-down waits is a setting of the controller. */
const scaleDownRules = { selectPolicy: 'Max', policies: [byPercent] };

export function applyAutoscalerDefaults(object: KubernetesObject): void {
  const { spec } = object as HorizontalPodAutoscaler;
  if (spec === undefined) return;
  spec.minReplicas ??= 1;
  if ((spec.metrics ?? []).length === 0) {
    const target = { type: 'Utilization', averageUtilization: usualUtilization };
    spec.metrics = [{ type: 'Resource', resource: { name: 'cpu', target } }];
  }
  const { behavior } = spec;
  if (behavior === undefined) return;
  behavior.scaleUp = completed(behavior.scaleUp, scaleUpRules);
  behavior.scaleDown = completed(behavior.scaleDown, scaleDownRules);
}

function completed(rules: HPAScalingRules | undefined, usual: HPAScalingRules): HPAScalingRules {
  return { ...structuredClone(usual), ...rules };
}
