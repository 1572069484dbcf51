import type { Kind } from '@flotilla/kinds';
import { apiVersionOf } from '@flotilla/registry';

/** A group and its versions in the order of preference, each with its kinds. */
export interface GroupVersions {
  readonly name: string;
  readonly versions: readonly { readonly version: string; readonly kinds: readonly Kind[] }[];
}

export function groupsOf(kinds: readonly Kind[]): readonly GroupVersions[] {
  const groups = Map.groupBy(kinds, ({ group }) => group);
  return Array.from(groups, ([name, members]) => ({
    name,
    versions: Array.from(
      Map.groupBy(members, ({ version }) => version),
      ([version, own]) => ({ version, kinds: own }),
    ),
  }));
}

/** Source: Kubernetes API reference, APIGroup (v1). */
export function apiGroup({ name, versions }: GroupVersions): object {
  const listed = versions.map(({ version }) => ({ groupVersion: apiVersionOf({ group: name, version }), version }));
  return { name, versions: listed, preferredVersion: listed[0] };
}
