import type { KubernetesObject } from '@flotilla/machinery';
import { applyPodTemplateDefaults } from '../../core/pod/template.ts';
import type { Deployment } from '../../generated/types/apps-v1.ts';

/** Source: Kubernetes API reference, DeploymentSpec. */
export function applyDeploymentDefaults(object: KubernetesObject): void {
  const { spec } = object as Deployment;
  if (spec === undefined) return;
  spec.replicas ??= 1;
  const strategy = spec.strategy ?? {};
  spec.strategy = strategy;
  strategy.type ||= 'RollingUpdate';
  if (strategy.type === 'RollingUpdate') {
    strategy.rollingUpdate ??= {};
    strategy.rollingUpdate.maxUnavailable ??= '25%';
    strategy.rollingUpdate.maxSurge ??= '25%';
  }
  spec.revisionHistoryLimit ??= 10;
  spec.progressDeadlineSeconds ??= 600;
  applyPodTemplateDefaults(spec.template);
}
