import type { KubernetesObject } from '@flotilla/machinery';
import type { Pod, Toleration } from '../../generated/types/core-v1.ts';
import { mirrorServiceAccount } from './defaults.ts';

/** How long Pods stay on a node that is not ready or not reached. Source: DefaultTolerationSeconds admission. */
const tolerationSeconds = 300;
const shortlyTolerated = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'];

/** Lets `pod` outlive a short failure of its node, unless it says itself how long. For creates and updates. */
export function addDefaultTolerations(pod: KubernetesObject): void {
  const { spec } = pod as Pod;
  if (spec === undefined) return;
  const missing = shortlyTolerated.filter(
    (key) => !(spec.tolerations ?? []).some((each) => toleratesEviction(each, key)),
  );
  if (missing.length === 0) return;
  spec.tolerations = [
    ...(spec.tolerations ?? []),
    ...missing.map((key) => ({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds }) as const),
  ];
}

function toleratesEviction(toleration: Toleration, key: string): boolean {
  return (!toleration.key || toleration.key === key) && (!toleration.effect || toleration.effect === 'NoExecute');
}

/** Gives a new Pod its namespace's default ServiceAccount. Source: ServiceAccount admission. */
export function assignServiceAccount(pod: KubernetesObject): void {
  const { spec } = pod as Pod;
  if (spec === undefined) return;
  spec.serviceAccountName ||= 'default';
  mirrorServiceAccount(spec);
}
