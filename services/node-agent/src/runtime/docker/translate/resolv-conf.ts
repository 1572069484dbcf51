import type { PodDNSConfig } from '@flotilla/kinds/core/v1';
import type { StoredPod } from '../../../pod/stored-pod.ts';

export interface DnsSettings {
  /** `cluster.local`. */
  readonly clusterDomain: string;
  /** Where cluster DNS answers; undefined where there is none: then Pods ask whom the node asks. */
  readonly clusterServer?: string;
  /** The node's own resolv.conf. */
  readonly nodeFile: string;
}

interface Resolver {
  readonly servers: readonly string[];
  readonly searches: readonly string[];
  readonly options: readonly string[];
}

/** The Pod's resolv.conf. Source: Kubernetes documentation, "DNS for Services and Pods", Pod's DNS policy and config. */
export function resolvConf(pod: StoredPod, settings: DnsSettings): string {
  const { searches, servers, options } = withConfig(byPolicy(pod, settings), pod.spec.dnsConfig ?? {});
  return [
    ...(searches.length > 0 ? [`search ${searches.join(' ')}`] : []),
    ...servers.map((server) => `nameserver ${server}`),
    ...(options.length > 0 ? [`options ${options.join(' ')}`] : []),
    '',
  ].join('\n');
}

function byPolicy(pod: StoredPod, settings: DnsSettings): Resolver {
  const { dnsPolicy = 'ClusterFirst', hostNetwork = false } = pod.spec;
  const { clusterServer } = settings;
  const node = parse(settings.nodeFile);
  if (dnsPolicy === 'None') return { servers: [], searches: [], options: [] };
  const wantsCluster = dnsPolicy === 'ClusterFirstWithHostNet' || (dnsPolicy === 'ClusterFirst' && !hostNetwork);
  if (!wantsCluster || clusterServer === undefined) return node;
  return clusterFirst(pod.metadata.namespace, { ...settings, clusterServer }, node.searches);
}

function clusterFirst(
  namespace: string,
  { clusterDomain, clusterServer }: DnsSettings & { clusterServer: string },
  nodeSearches: readonly string[],
): Resolver {
  const own = [`${namespace}.svc.${clusterDomain}`, `svc.${clusterDomain}`, clusterDomain];
  return { servers: [clusterServer], searches: unique([...own, ...nodeSearches]), options: ['ndots:5'] };
}

function withConfig(base: Resolver, { nameservers = [], searches = [], options = [] }: PodDNSConfig): Resolver {
  const nameOf = (option: string) => option.split(':')[0];
  const added = options.map(({ name, value }) => (value === undefined ? (name ?? '') : `${name}:${value}`));
  const kept = base.options.filter((option) => !added.some((other) => nameOf(other) === nameOf(option)));
  return {
    servers: unique([...base.servers, ...nameservers]),
    searches: unique([...base.searches, ...searches]),
    options: [...kept, ...added],
  };
}

/** Source: resolv.conf(5). Of several `search` lines the last one counts. */
function parse(file: string): Resolver {
  const words = file.split('\n').map((line) => line.trim().split(/\s+/));
  const of = (keyword: string) => words.filter(([first]) => first === keyword).map(([, ...rest]) => rest);
  return { servers: of('nameserver').flat(), searches: of('search').at(-1) ?? [], options: of('options').flat() };
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)];
}
