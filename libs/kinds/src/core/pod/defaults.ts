import type { KubernetesObject } from '@flotilla/machinery';
import type { Container, Pod, PodSpec } from '../../generated/types/core-v1.ts';
import { applyContainerDefaults } from './container-defaults.ts';
import { everyContainer } from './containers.ts';
import { applyResourceDefaults, roundResources } from './resource-defaults.ts';
import { applyVolumeDefaults } from './volume-defaults.ts';

/** Annotations by which init containers were once given. */
const forgottenAnnotations = [
  'pod.beta.kubernetes.io/init-containers',
  'pod.alpha.kubernetes.io/init-containers',
  'pod.beta.kubernetes.io/init-container-statuses',
  'pod.alpha.kubernetes.io/init-container-statuses',
];

export function applyPodDefaults(object: KubernetesObject): void {
  const pod = object as Pod & KubernetesObject;
  for (const key of forgottenAnnotations) delete object.metadata.annotations?.[key];
  pod.spec ??= { containers: [] };
  applyPodSpecDefaults(pod.spec);
  applyResourceDefaults(pod.spec);
  pod.spec.enableServiceLinks ??= true;
  if (pod.spec.hostNetwork === true)
    takeHostPorts([...(pod.spec.containers ?? []), ...(pod.spec.initContainers ?? [])]);
  if ((pod.spec.terminationGracePeriodSeconds ?? 0) < 0) pod.spec.terminationGracePeriodSeconds = 1;
}

/** What is filled wherever a Pod's spec stands: in a Pod, and in the templates of workloads. */
export function applyPodSpecDefaults(spec: PodSpec): void {
  spec.dnsPolicy ||= 'ClusterFirst';
  spec.restartPolicy ||= 'Always';
  spec.securityContext ??= {};
  spec.terminationGracePeriodSeconds ??= 30;
  spec.schedulerName ||= 'default-scheduler';
  mirrorServiceAccount(spec);
  for (const volume of spec.volumes ?? []) applyVolumeDefaults(volume);
  for (const { container } of everyContainer(spec, '')) applyContainerDefaults(container);
  roundResources(spec);
}

/** `serviceAccount` is the older name of `serviceAccountName`; readers find the same in both. */
export function mirrorServiceAccount(spec: PodSpec): void {
  const name = spec.serviceAccountName || spec.serviceAccount;
  if (name) {
    spec.serviceAccountName = name;
    spec.serviceAccount = name;
  }
}

function takeHostPorts(containers: Container[]): void {
  for (const port of containers.flatMap(({ ports }) => ports ?? [])) port.hostPort ||= port.containerPort;
}
