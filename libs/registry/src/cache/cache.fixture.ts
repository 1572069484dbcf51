import type { Change } from '@flotilla/bus';
import { type Kind, kinds } from '@flotilla/kinds';
import { encodeBody, joinBody } from '../body/body.ts';
import type { EntryParts } from './entry.ts';

const found = kinds.byKind('v1', 'ConfigMap');
if (found === undefined) throw new Error('Cannot test: there must be a kind ConfigMap');
export const configMaps: Kind = found;

export function bodyOf(name: string, revision: number, labels: Record<string, string> = {}): string {
  const metadata = { name, namespace: 'default', uid: `uid-${name}`, labels };
  return joinBody(encodeBody({ apiVersion: 'v1', kind: 'ConfigMap', metadata }), revision);
}

export function entryParts(name: string, revision: number, labels: Record<string, string> = {}): EntryParts {
  return { path: `default/${name}`, uid: `uid-${name}`, revision, body: bodyOf(name, revision, labels) };
}

export function change(
  type: Change['type'],
  name: string,
  revision: number,
  labels: Record<string, string> = {},
): Change {
  return {
    type,
    revision,
    key: { resource: 'configmaps', namespace: 'default', name },
    uid: `uid-${name}`,
    body: bodyOf(name, revision, labels),
    user: 'test',
    fieldManager: 'test',
    time: 0,
    requestId: `${revision}`,
  };
}
