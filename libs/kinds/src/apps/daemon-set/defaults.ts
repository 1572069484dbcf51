import type { KubernetesObject } from '@flotilla/machinery';
import { applyPodTemplateDefaults } from '../../core/pod/template.ts';
import type { DaemonSet, DaemonSetSpec } from '../../generated/types/apps-v1.ts';

/** Source: Kubernetes API reference, DaemonSetSpec. */
export function applyDaemonSetDefaults(object: KubernetesObject): void {
  const { spec } = object as DaemonSet;
  if (spec === undefined) return;
  applyStrategyDefaults(spec);
  spec.revisionHistoryLimit ??= 10;
  applyPodTemplateDefaults(spec.template);
}

function applyStrategyDefaults(spec: DaemonSetSpec): void {
  const strategy = spec.updateStrategy ?? {};
  spec.updateStrategy = strategy;
  strategy.type ||= 'RollingUpdate';
  if (strategy.type !== 'RollingUpdate') return;
  strategy.rollingUpdate ??= {};
  strategy.rollingUpdate.maxUnavailable ??= 1;
  strategy.rollingUpdate.maxSurge ??= 0;
}
