import type { Kind, SubresourceFacts } from '@flotilla/kinds';
import { apiVersionOf } from '@flotilla/registry';
import { apiGroup, type GroupVersions } from './groups.ts';

/** `/api`. */
export function apiVersions(serverAddress: string): object {
  return {
    kind: 'APIVersions',
    versions: ['v1'],
    serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress }],
  };
}

/** `/apis`. */
export function apiGroupList(groups: readonly GroupVersions[]): object {
  return { kind: 'APIGroupList', apiVersion: 'v1', groups: groups.filter(({ name }) => name !== '').map(apiGroup) };
}

/** `/api/v1`, `/apis/<group>/<version>`. */
export function apiResourceList(groupVersion: { group: string; version: string }, kinds: readonly Kind[]): object {
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: apiVersionOf(groupVersion),
    resources: kinds.flatMap((kind) => [resource(kind), ...kind.subresources.map((part) => subresource(kind, part))]),
  };
}

function resource({ resource: name, singular, namespaced, kind, verbs, shortNames, categories }: Kind): object {
  return {
    name,
    singularName: singular,
    namespaced,
    kind,
    verbs,
    ...(shortNames.length === 0 ? {} : { shortNames }),
    ...(categories.length === 0 ? {} : { categories }),
  };
}

function subresource(of: Kind, { name, group, version, kind, verbs }: SubresourceFacts): object {
  const other = group !== of.group || version !== of.version;
  return {
    name: `${of.resource}/${name}`,
    singularName: '',
    namespaced: of.namespaced,
    ...(other ? { group, version } : {}),
    kind,
    verbs,
  };
}
