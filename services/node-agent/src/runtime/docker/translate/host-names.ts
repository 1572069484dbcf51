import type { HostAlias } from '@flotilla/kinds/core/v1';
import type { StoredPod } from '../../../pod/stored-pod.ts';

export interface HostNames {
  readonly hostname: string;
  /** Empty for a Pod without a subdomain. */
  readonly domain: string;
}

/** A hostname has at most 63 characters in the kernel's eyes, and ends with none of these. */
const mostCharacters = 63;

/** Source: Kubernetes documentation, "DNS for Services and Pods", Pod's hostname and subdomain fields. */
export function hostNames(pod: StoredPod, clusterDomain: string): HostNames {
  const { hostname, hostnameOverride, subdomain } = pod.spec;
  if (hostnameOverride !== undefined) return { hostname: shortened(hostnameOverride), domain: '' };
  return {
    hostname: shortened(hostname || pod.metadata.name),
    domain: subdomain ? `${subdomain}.${pod.metadata.namespace}.svc.${clusterDomain}` : '',
  };
}

/** What `hostname` answers in the Pod. */
export function kernelHostname(pod: StoredPod, names: HostNames): string {
  const whole = pod.spec.setHostnameAsFQDN && names.domain !== '';
  return whole ? `${names.hostname}.${names.domain}` : names.hostname;
}

function shortened(name: string): string {
  return name.slice(0, mostCharacters).replace(/[-.]+$/, '');
}

/** The Pod's /etc/hosts. */
export function hostsFile(addresses: readonly string[], names: HostNames, aliases: readonly HostAlias[]): string {
  const own = names.domain === '' ? names.hostname : `${names.hostname}.${names.domain}\t${names.hostname}`;
  return lines([
    '# Kubernetes-managed hosts file.',
    '127.0.0.1\tlocalhost',
    '::1\tlocalhost ip6-localhost ip6-loopback',
    'fe00::0\tip6-localnet',
    'fe00::0\tip6-mcastprefix',
    'fe00::1\tip6-allnodes',
    'fe00::2\tip6-allrouters',
    ...addresses.map((address) => `${address}\t${own}`),
    ...aliasLines(aliases),
  ]);
}

/** The /etc/hosts of a Pod on the node's network: the node's own, and what the Pod adds. */
export function hostNetworkHostsFile(nodeHosts: string, aliases: readonly HostAlias[]): string {
  return lines(['# Kubernetes-managed hosts file (host network).', nodeHosts.trimEnd(), ...aliasLines(aliases)]);
}

function aliasLines(aliases: readonly HostAlias[]): string[] {
  if (aliases.length === 0) return [];
  const entries = aliases.map(({ ip, hostnames = [] }) => [ip, ...hostnames].join('\t'));
  return ['', '# Entries added by HostAliases.', ...entries];
}

function lines(all: readonly string[]): string {
  return `${all.join('\n')}\n`;
}
