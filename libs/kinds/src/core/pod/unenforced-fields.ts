import type { Container, PodSpec } from '../../generated/types/core-v1.ts';
import { everyContainer } from './containers.ts';

/** Fields of a container that the node agent does not act on yet. Whoever builds one deletes its line. */
const containerFields: readonly (keyof Container)[] = [
  'volumeMounts',
  'volumeDevices',
  'livenessProbe',
  'readinessProbe',
  'startupProbe',
  'lifecycle',
  'securityContext',
];

/** The same, of a Pod's spec. */
const podFields: readonly (keyof PodSpec)[] = ['volumes', 'securityContext', 'imagePullSecrets', 'ephemeralContainers'];

/** Says what a Pod asks for and does not get, each field once. */
export function unenforcedFieldWarnings(spec: PodSpec): string[] {
  const containers = Array.from(everyContainer(spec, 'spec'), ({ container }) => container as Container);
  const ofPod = podFields.filter((field) => isFilled(spec[field])).map((field) => `spec.${field}`);
  const ofContainers = containerFields
    .filter((field) => containers.some((container) => isFilled(container[field])))
    .map((field) => `spec.containers[*].${field}`);
  return [...ofPod, ...ofContainers].map((field) => `${field}: stored, but this version does not act on it yet`);
}

function isFilled(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}
