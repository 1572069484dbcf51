import type { Kind } from '@flotilla/kinds';
import type { KubernetesObject } from '@flotilla/machinery';
import { decodeBody } from '../body/body.ts';

/** One version of one object: its bytes, and what selectors ask of it. */
export interface Entry {
  /** `default/hello`. */
  readonly path: string;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly revision: number;
  /** The whole JSON, UTF-8 read as latin1; written to sockets as it is. */
  readonly body: string;
  /** Parsed anew at each call: the caller may change what it gets. */
  object(): KubernetesObject;
  labels(): Readonly<Record<string, string>>;
  fields(): Readonly<Record<string, string>>;
}

interface Facets {
  readonly labels: Readonly<Record<string, string>>;
  readonly fields: Readonly<Record<string, string>>;
}

export interface EntryParts {
  readonly path: string;
  readonly uid: string;
  readonly revision: number;
  readonly body: string;
}

/** Labels and fields are read from the body at the first question, and kept: most entries are never asked. */
export function createEntry(kind: Kind, { path, uid, revision, body }: EntryParts): Entry {
  const slash = path.indexOf('/');
  const namespace = slash < 0 ? '' : path.slice(0, slash);
  const name = path.slice(slash + 1);
  let facets: Facets | undefined;
  const asked = (): Facets => {
    facets ??= facetsOf(kind, decodeBody(body));
    return facets;
  };
  return {
    path,
    namespace,
    name,
    uid,
    revision,
    body,
    object: () => decodeBody(body),
    labels: () => asked().labels,
    fields: () => asked().fields,
  };
}

/** The same version under the revision of what became of it. */
export function atRevision(entry: Entry, revision: number): Entry {
  // The first in any stored body is the object's own: encodeBody puts it there.
  const body = entry.body.replace(/"resourceVersion":"\d+"/, `"resourceVersion":"${revision}"`);
  return { ...entry, revision, body, object: () => decodeBody(body) };
}

export function facetsOf(kind: Kind, object: KubernetesObject): Facets {
  const { name = '', namespace = '', labels = {} } = object.metadata;
  const common = { 'metadata.name': name, ...(kind.namespaced ? { 'metadata.namespace': namespace } : {}) };
  return { labels, fields: { ...common, ...kind.behaviour.selectableFields?.(object) } };
}
