import type { Kind } from '@flotilla/kinds';
import { badRequestError, type KubernetesObject } from '@flotilla/machinery';
import { apiVersionOf } from '../kind/resource.ts';
import type { Target } from './write-deps.ts';

/** What is asked for (`name` empty: any) and the object must name the same thing. Throws 400. */
export function checkMatches({ kind, namespace, name }: Target, object: KubernetesObject): void {
  const { metadata } = object;
  if (name !== '' && !metadata.name) throw badRequestError('name must be provided');
  if (name !== '' && metadata.name !== name) {
    throw badRequestError(`the name of the object (${metadata.name}) does not match the name on the URL (${name})`);
  }
  if (kind.namespaced && metadata.namespace && metadata.namespace !== namespace) {
    throw badRequestError(`the namespace of the provided object does not match the namespace sent on the request`);
  }
  checkKind(kind, object);
}

/** A patch may have changed what the object says that it is. */
function checkKind(kind: Kind, object: KubernetesObject): void {
  const [said, wanted] = [object, { apiVersion: apiVersionOf(kind), kind: kind.kind }].map(
    (each) => `${each.apiVersion}, Kind=${each.kind}`,
  );
  if (said === wanted) return;
  throw badRequestError(`the API version in the data (${said}) does not match the expected API version (${wanted})`);
}
