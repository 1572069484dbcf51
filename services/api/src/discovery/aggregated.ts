import type { Kind, SubresourceFacts } from '@flotilla/kinds';
import type { GroupVersions } from './groups.ts';

/** Both discovery documents are of one form; only the version they bear differs. */
export type DiscoveryVersion = 'v2' | 'v2beta1';

/** Source: Kubernetes documentation, "Aggregated discovery"; type APIGroupDiscoveryList. */
export function aggregatedDiscovery(version: DiscoveryVersion, groups: readonly GroupVersions[]): object {
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: `apidiscovery.k8s.io/${version}`,
    metadata: {},
    items: groups.map(({ name, versions }) => ({
      metadata: { ...(name === '' ? {} : { name }), creationTimestamp: null },
      versions: versions.map(({ version: each, kinds }) => ({
        version: each,
        resources: kinds.map(discovered),
        freshness: 'Current',
      })),
    })),
  };
}

function discovered(kind: Kind): object {
  const { shortNames, categories, subresources } = kind;
  return {
    resource: kind.resource,
    responseKind: { group: kind.group, version: kind.version, kind: kind.kind },
    scope: kind.namespaced ? 'Namespaced' : 'Cluster',
    singularResource: kind.singular,
    verbs: kind.verbs,
    ...(shortNames.length === 0 ? {} : { shortNames }),
    ...(categories.length === 0 ? {} : { categories }),
    ...(subresources.length === 0 ? {} : { subresources: subresources.map(part) }),
  };
}

function part({ name, group, version, kind, verbs }: SubresourceFacts): object {
  return { subresource: name, responseKind: { group, version, kind }, verbs };
}
