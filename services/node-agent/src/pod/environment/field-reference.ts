import type { StoredPod } from '../stored-pod.ts';
import { ConfigurationError } from './errors.ts';
import type { EnvironmentSources } from './sources.ts';

type Addresses = Pick<EnvironmentSources, 'podAddresses' | 'hostAddresses'>;

const fields: Record<string, (pod: StoredPod, addresses: Addresses) => string | undefined> = {
  'metadata.name': (pod) => pod.metadata.name,
  'metadata.namespace': (pod) => pod.metadata.namespace,
  'metadata.uid': (pod) => pod.metadata.uid,
  'spec.nodeName': (pod) => pod.spec.nodeName,
  'spec.serviceAccountName': (pod) => pod.spec.serviceAccountName,
  'status.podIP': (_pod, { podAddresses }) => podAddresses[0],
  'status.podIPs': (_pod, { podAddresses }) => podAddresses.join(','),
  'status.hostIP': (_pod, { hostAddresses }) => hostAddresses[0],
  'status.hostIPs': (_pod, { hostAddresses }) => hostAddresses.join(','),
};

/**
 * The value of a Pod's field, empty where it has none. Source: Kubernetes documentation, "Downward API", information
 * available via fieldRef. Throws {@link ConfigurationError} for a path that is none of them.
 */
export function fieldValue(pod: StoredPod, path: string, addresses: Addresses): string {
  const [, map, key = ''] = /^metadata\.(labels|annotations)\['([^']*)'\]$/.exec(path) ?? [];
  if (map === 'labels' || map === 'annotations') return pod.metadata[map]?.[key] ?? '';
  const read = fields[path];
  if (read === undefined) throw new ConfigurationError(`unsupported fieldPath: ${path}`);
  return read(pod, addresses) ?? '';
}
