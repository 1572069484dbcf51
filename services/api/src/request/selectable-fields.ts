import type { Kind } from '@flotilla/kinds';

/** The field paths that a selector may name for a kind. */
export function selectableFieldNames(kind: Kind): ReadonlySet<string> {
  const blank = { apiVersion: '', kind: kind.kind, metadata: {} };
  const own = Object.keys(kind.behaviour.selectableFields?.(blank) ?? {});
  return new Set(['metadata.name', 'metadata.namespace', ...own]);
}
