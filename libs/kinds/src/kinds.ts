import type { ObjectTypes } from '@flotilla/machinery';
import type { EncodedKind } from './facts/encoding.ts';
import type { Kind, KindBehaviour, Kinds } from './kind.ts';

/**
 * Behaviour by `<group>/<Kind>`: `/Pod`, `apps/Deployment`. It is the same in every version, but for those that are named
 * with theirs: `autoscaling/v1/HorizontalPodAutoscaler`.
 */
export type Behaviours = Readonly<Record<string, KindBehaviour>>;

export interface KindsDeps {
  /** In discovery's order of preference. */
  readonly facts: readonly EncodedKind[];
  readonly schema: ObjectTypes;
  readonly behaviours: Behaviours;
}

/** Joins what discovery says of the kinds with their types and behaviour. */
export function createKinds({ facts, schema, behaviours }: KindsDeps): Kinds {
  const all = facts.map((encoded) => kindOf(encoded, schema, behaviours));
  const byResource = new Map(all.map((kind) => [`${kind.group}/${kind.version}/${kind.resource}`, kind]));
  const byKind = new Map(all.map((kind) => [`${apiVersionOf(kind)}/${kind.kind}`, kind]));
  return {
    all,
    byResource: (group, version, resource) => byResource.get(`${group}/${version}/${resource}`),
    byKind: (apiVersion, kind) => byKind.get(`${apiVersion}/${kind}`),
    message: schema.object,
  };
}

/** `apps/v1`, and `v1` for the core group. */
export function apiVersionOf({ group, version }: { readonly group: string; readonly version: string }): string {
  return group === '' ? version : `${group}/${version}`;
}

function kindOf(encoded: EncodedKind, schema: ObjectTypes, behaviours: Behaviours): Kind {
  const { type: typeName, ...facts } = encoded;
  return {
    ...facts,
    behaviour:
      behaviours[`${facts.group}/${facts.version}/${facts.kind}`] ?? behaviours[`${facts.group}/${facts.kind}`] ?? {},
    // Most processes touch few kinds: the type is made when one is used.
    get type() {
      return schema.type(typeName);
    },
  };
}
