/** Which requests a route is for, in Traefik's language, and which of several routes it is. */
export interface Match {
  readonly rule: string;
  /** The greatest wins. */
  readonly priority: number;
}

/** Above this any path fits: a rule of a host is preferred to one without, whatever their paths. */
const LONGEST_PATH = 10_000;

/** What takes all that nothing else takes. */
export const everything: Match = { rule: 'PathPrefix("/")', priority: 1 };

/**
 * The longest path wins, and of two alike the exact one. Hosts are preferred to wildcards and both to none. Source:
 * Kubernetes documentation, Ingress, path types and multiple matches.
 */
export function matchOf(host: string | undefined, path: string | undefined, pathType: string): Match {
  const byHost = host ? hostMatch(host) : undefined;
  const isExact = pathType === 'Exact';
  const wanted = path === undefined || path === '' ? '/' : path;
  const byPath = isExact ? `Path(${quote(wanted)})` : prefixRule(wanted);
  return {
    rule: byHost === undefined ? byPath : `${byHost.rule} && ${byPath}`,
    priority: 2 + 2 * ((byHost?.rank ?? 0) * LONGEST_PATH + wanted.length) + (isExact ? 1 : 0),
  };
}

function hostMatch(host: string): { readonly rule: string; readonly rank: number } {
  if (!host.startsWith('*.')) return { rule: `Host(${quote(host)})`, rank: 2 };
  return { rule: `HostRegexp(${quote(`^[^.]+${escapeRegExp(host.slice(1))}$`)})`, rank: 1 };
}

/** Traefik's prefixes are of characters, where an Ingress' are of whole elements. */
function prefixRule(path: string): string {
  const prefix = path.replace(/\/+$/, '');
  if (prefix === '') return 'PathPrefix("/")';
  return `(Path(${quote(prefix)}) || PathPrefix(${quote(`${prefix}/`)}))`;
}

/** A Go string literal; those of JSON are. */
const quote = (text: string): string => JSON.stringify(text);

const escapeRegExp = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
