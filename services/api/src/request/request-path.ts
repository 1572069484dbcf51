/** What a URL path under /api or /apis names. */
export interface RequestPath {
  readonly group: string;
  readonly version: string;
  /** Empty for a cluster-scoped kind, and for all namespaces. */
  readonly namespace: string;
  readonly resource: string;
  /** Empty for a collection. */
  readonly name: string;
  /** Empty for the object itself. */
  readonly subresource: string;
  /** What follows the subresource: the path to proxy to. */
  readonly rest: readonly string[];
}

/** The parts of a namespace that are not kinds of their own: `/namespaces/x/status` is about the namespace x. */
const NAMESPACE_PARTS = new Set(['status', 'finalize']);

/** Reads `/api/v1/...` and `/apis/<group>/<version>/...`; undefined where the path names no resource. */
export function parseRequestPath(path: string): RequestPath | undefined {
  const parts = path
    .split('/')
    .filter((part) => part !== '')
    .map(decode);
  const [root, ...below] = parts;
  const grouped = root === 'apis';
  if (!grouped && root !== 'api') return undefined;
  const group = grouped ? (below[0] ?? '') : '';
  const [version = '', ...rest] = grouped ? below.slice(1) : below;
  if (rest.length === 0) return undefined;
  const [first = '', namespace = '', third = ''] = rest;
  const inside = first === 'namespaces' && third !== '' && !(rest.length === 3 && NAMESPACE_PARTS.has(third));
  const [resource = '', name = '', subresource = '', ...further] = inside ? rest.slice(2) : rest;
  return { group, version, namespace: inside ? namespace : '', resource, name, subresource, rest: further };
}

/** A part that is no URL encoding is taken as it is: it then names nothing. */
function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
