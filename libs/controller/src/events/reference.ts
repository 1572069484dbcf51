import type { ObjectReference } from '@flotilla/kinds/core/v1';
import type { ObjectMeta } from '@flotilla/machinery';

/** How an Event names the object that it is about. */
export function referenceTo(apiVersion: string, kind: string, metadata: ObjectMeta): ObjectReference {
  const { namespace, name, uid, resourceVersion } = metadata;
  return {
    apiVersion,
    kind,
    ...(namespace === undefined ? {} : { namespace }),
    ...(name === undefined ? {} : { name }),
    ...(uid === undefined ? {} : { uid }),
    ...(resourceVersion === undefined ? {} : { resourceVersion }),
  };
}
