import type { JsonObject, ObjectTypes } from '@flotilla/machinery';
import type { KindFacts, SubresourceFacts } from '../kind.ts';
import { apiVersionOf } from '../kinds.ts';
import { capitalize, operations, type Target } from './operation.ts';
import { pathParameters, queryParameters } from './parameters.ts';

const COLLECTION_VERBS = ['list', 'create', 'deletecollection'];
const ITEM_VERBS = ['get', 'update', 'patch', 'delete'];

/** `/api/v1`, `/apis/apps/v1` */
export function rootPath({ group, version }: { readonly group: string; readonly version: string }): string {
  return group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
}

/** The paths of a kind and its subresources, with all their operations. */
export function pathsOf(kind: KindFacts, types: ObjectTypes): JsonObject {
  const target = targetOf(kind, types);
  const title = `${kind.namespaced ? 'Namespaced' : ''}${kind.kind}`;
  const everywhere = `${rootPath(kind)}/${kind.resource}`;
  const collection = kind.namespaced ? `${rootPath(kind)}/namespaces/{namespace}/${kind.resource}` : everywhere;
  const item = `${collection}/{name}`;
  return {
    ...(kind.namespaced
      ? path(everywhere, { ...target, title: `${kind.kind}ForAllNamespaces` }, only(kind, ['list']))
      : {}),
    ...path(collection, { ...target, title }, only(kind, COLLECTION_VERBS)),
    ...path(item, { ...target, title }, only(kind, ITEM_VERBS)),
    ...Object.assign(
      {},
      ...kind.subresources.map((each) => {
        const subTitle = title + capitalize(each.name);
        return path(`${item}/${each.name}`, { ...subresourceTarget(kind, each, types), title: subTitle }, each.verbs);
      }),
    ),
  };
}

function only(kind: KindFacts, verbs: readonly string[]): string[] {
  return verbs.filter((verb) => kind.verbs.includes(verb));
}

function path(url: string, target: Target, verbs: readonly string[]): JsonObject {
  const found = operations(target, verbs);
  if (Object.keys(found).length === 0) {
    return {};
  }
  return { [url]: { ...found, parameters: [...pathParameters(url), ...queryParameters(['pretty'])] } };
}

function targetOf(kind: KindFacts, types: ObjectTypes): Omit<Target, 'title'> {
  return {
    groupTitle: groupTitle(kind),
    kind: { group: kind.group, version: kind.version, kind: kind.kind },
    type: kind.type.name,
    listType: types.object(apiVersionOf(kind), `${kind.kind}List`)?.name,
  };
}

function subresourceTarget(kind: KindFacts, sub: SubresourceFacts, types: ObjectTypes): Omit<Target, 'title'> {
  const connects = sub.kind.endsWith('Options');
  const carriesObjects = !connects && sub.name !== 'log';
  return {
    groupTitle: groupTitle(kind),
    kind: { group: sub.group, version: sub.version, kind: sub.kind },
    type: carriesObjects ? types.object(apiVersionOf(sub), sub.kind)?.name : undefined,
    connects,
  };
}

/** `CoreV1`, `RbacAuthorizationV1` */
function groupTitle({ group, version }: KindFacts): string {
  const words = group === '' ? ['core'] : group.replace(/\.k8s\.io$/, '').split('.');
  return [...words, version].map(capitalize).join('');
}
