import type { KubernetesObject } from '@flotilla/machinery';
import type { Container, Pod, PodSpec, PodStatus } from '../../generated/types/core-v1.ts';
import { applyPodDefaults } from './defaults.ts';

export type PodObject = Pod & KubernetesObject;

/** A Pod as a client writes it: one container, `spec` on top of it. */
export function writtenPod(spec: Partial<PodSpec> = {}, annotations: Record<string, string> = {}): PodObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web', namespace: 'default', annotations },
    spec: { containers: [{ name: 'main', image: 'busybox:1' }], ...spec },
  };
}

/** The same after defaulting. */
export function defaultedPod(spec: Partial<PodSpec> = {}, annotations: Record<string, string> = {}): PodObject {
  const pod = writtenPod(spec, annotations);
  applyPodDefaults(pod);
  return pod;
}

/** A Pod with one container that has `fields` besides name and image. */
export function podWith(fields: Partial<Container>): PodObject {
  return defaultedPod({ containers: [{ name: 'main', image: 'busybox:1', ...fields }] });
}

export function podInStatus(status: PodStatus, spec: Partial<PodSpec> = {}): PodObject {
  return { ...defaultedPod(spec), status };
}
