import type { JsonObject, ObjectTypes } from '@flotilla/machinery';
import type { KindFacts } from '../kind.ts';
import { apiVersionOf } from '../kinds.ts';
import { componentSchemas, type GroupVersionKind, typesReferredTo } from './component-schemas.ts';
import { DELETE_OPTIONS_TYPE, STATUS_TYPE } from './operation.ts';
import { pathsOf } from './paths.ts';

/** The OpenAPI v3 document of one group version, whose served kinds these are. */
export function createDocument(kinds: readonly KindFacts[], types: ObjectTypes): JsonObject {
  const paths: JsonObject = Object.assign({}, ...kinds.map((kind) => pathsOf(kind, types)));
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version: 'unversioned' },
    paths,
    components: { schemas: componentSchemas(types, typesReferredTo(paths), kindsByType(kinds, types)) },
  };
}

/** Which types are whole objects: those that the kinds' requests carry. */
function kindsByType(kinds: readonly KindFacts[], types: ObjectTypes): Map<string, readonly GroupVersionKind[]> {
  const found = new Map<string, readonly GroupVersionKind[]>([
    [STATUS_TYPE, [{ group: '', version: 'v1', kind: 'Status' }]],
  ]);
  for (const { group, version, kind, subresources } of kinds) {
    const objects = [{ group, version, kind }, { group, version, kind: `${kind}List` }, ...subresources];
    for (const each of objects) {
      const type = types.object(apiVersionOf(each), each.kind);
      if (type !== undefined) {
        found.set(type.name, [{ group: each.group, version: each.version, kind: each.kind }]);
      }
    }
    found.set(DELETE_OPTIONS_TYPE, [{ group, version, kind: 'DeleteOptions' }]);
  }
  return found;
}
