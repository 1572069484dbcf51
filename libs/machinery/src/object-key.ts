/** Which object. `resource` is the plural with its group: `pods`, `deployments.apps`. */
export interface ObjectKey {
  readonly resource: string;
  /** Empty for cluster-scoped objects. */
  readonly namespace: string;
  readonly name: string;
}

/** `default/hello`, or `hello` for a cluster-scoped object: unique within a resource. */
export function pathOf(key: Pick<ObjectKey, 'namespace' | 'name'>): string {
  return key.namespace === '' ? key.name : `${key.namespace}/${key.name}`;
}

/** `pods:default/hello`: unique in the cluster. */
export function idOf(key: ObjectKey): string {
  return `${key.resource}:${pathOf(key)}`;
}

/** The inverse of {@link idOf}. */
export function parseId(id: string): ObjectKey {
  const colon = id.indexOf(':');
  return { resource: id.slice(0, colon), ...parsePath(id.slice(colon + 1)) };
}

/** The inverse of {@link pathOf}. */
export function parsePath(path: string): Pick<ObjectKey, 'namespace' | 'name'> {
  const slash = path.indexOf('/');
  return { namespace: slash < 0 ? '' : path.slice(0, slash), name: path.slice(slash + 1) };
}
