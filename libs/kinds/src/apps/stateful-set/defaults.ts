import type { KubernetesObject } from '@flotilla/machinery';
import { applyPodTemplateDefaults } from '../../core/pod/template.ts';
import { roundAmounts } from '../../core/resource/rounding.ts';
import type { StatefulSet, StatefulSetSpec } from '../../generated/types/apps-v1.ts';

/** Source: Kubernetes API reference, StatefulSetSpec. */
export function applyStatefulSetDefaults(object: KubernetesObject): void {
  const { spec } = object as StatefulSet;
  if (spec === undefined) return;
  spec.podManagementPolicy ||= 'OrderedReady';
  applyStrategyDefaults(spec);
  const retention = spec.persistentVolumeClaimRetentionPolicy ?? {};
  retention.whenDeleted ||= 'Retain';
  retention.whenScaled ||= 'Retain';
  spec.persistentVolumeClaimRetentionPolicy = retention;
  spec.replicas ??= 1;
  spec.serviceName ??= '';
  spec.revisionHistoryLimit ??= 10;
  applyPodTemplateDefaults(spec.template);
  applyClaimDefaults(spec);
}

function applyStrategyDefaults(spec: StatefulSetSpec): void {
  const strategy = spec.updateStrategy ?? {};
  spec.updateStrategy = strategy;
  if (!strategy.type) {
    strategy.type = 'RollingUpdate';
    strategy.rollingUpdate ??= {};
  }
  if (strategy.type === 'RollingUpdate' && strategy.rollingUpdate !== undefined) strategy.rollingUpdate.partition ??= 0;
}

/** Templates of claims bear the name of their kind, whatever was sent. */
function applyClaimDefaults(spec: StatefulSetSpec): void {
  for (const claim of spec.volumeClaimTemplates ?? []) {
    claim.apiVersion = 'v1';
    claim.kind = 'PersistentVolumeClaim';
    claim.status = { ...claim.status, phase: claim.status?.phase || 'Pending' };
    if (claim.spec === undefined) continue;
    claim.spec.volumeMode ??= 'Filesystem';
    roundAmounts(claim.spec.resources?.limits);
    roundAmounts(claim.spec.resources?.requests);
  }
}
