import type { Container, PodSpec, Volume } from '../../generated/types/core-v1.ts';
import { everyContainer } from './containers.ts';

/** Fields of a container that the node agent does not act on yet. Whoever builds one deletes its line. */
const containerFields: readonly (keyof Container)[] = ['volumeDevices'];

/** The same, of a Pod's spec. */
const podFields: readonly (keyof PodSpec)[] = ['imagePullSecrets', 'ephemeralContainers'];

/** The same, of either's security context. */
const securityFields = ['appArmorProfile', 'seLinuxOptions'] as const;

/** What a volume may be made of; of all else nothing is mounted. */
const mountedVolumes: readonly (keyof Volume)[] = [
  'configMap',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'hostPath',
  'persistentVolumeClaim',
  'projected',
  'secret',
];

/** What of a projected volume is left out. */
const leftOut = ['serviceAccountToken', 'clusterTrustBundle', 'podCertificate'] as const;

/** Says what a Pod asks for and does not get, each field once. */
export function unenforcedFieldWarnings(spec: PodSpec): string[] {
  const containers = Array.from(everyContainer(spec, 'spec'), ({ container }) => container as Container);
  const ofPod = podFields.filter((field) => isFilled(spec[field])).map((field) => `spec.${field}`);
  const ofContainers = containerFields
    .filter((field) => containers.some((container) => isFilled(container[field])))
    .map((field) => `spec.containers[*].${field}`);
  const ofSecurity = securityFields.flatMap((field) => {
    const inContainers = containers.some(({ securityContext }) => isFilled(securityContext?.[field]));
    return [
      ...(isFilled(spec.securityContext?.[field]) ? [`spec.securityContext.${field}`] : []),
      ...(inContainers ? [`spec.containers[*].securityContext.${field}`] : []),
    ];
  });
  const ofVolumes = new Set((spec.volumes ?? []).flatMap(unmounted).map((field) => `spec.volumes[*].${field}`));
  return [...ofPod, ...ofVolumes, ...ofContainers, ...ofSecurity].map(
    (field) => `${field}: stored, but this version does not act on it yet`,
  );
}

function unmounted(volume: Volume): string[] {
  const sources = Object.keys(volume).filter((key) => key !== 'name' && !mountedVolumes.some((one) => one === key));
  const projections = volume.projected?.sources ?? [];
  const parts = leftOut.filter((part) => projections.some((source) => source[part] !== undefined));
  return [...sources, ...parts.map((part) => `projected.sources[*].${part}`)];
}

function isFilled(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}
