import { randomUUID } from 'node:crypto';
import type { ObjectKey } from '@flotilla/machinery';
import type { Commit, CommitMeta, DeleteWrite, PutWrite } from '../src/store.ts';

export const podKey = (name: string, namespace = 'default'): ObjectKey => ({ resource: 'pods', namespace, name });

export const newMeta = (changes: Partial<CommitMeta> = {}): CommitMeta => ({
  user: 'tester',
  fieldManager: 'vitest',
  time: Date.now(),
  requestId: randomUUID(),
  ...changes,
});

export function newPut(name: string, changes: Partial<PutWrite> = {}): PutWrite {
  return {
    type: 'put',
    key: podKey(name),
    uid: randomUUID(),
    body: { head: `{"metadata":{"name":"${name}","resourceVersion":"`, tail: '"}}' },
    expected: 0,
    terminating: false,
    ...changes,
  };
}

export function newDelete(put: PutWrite, expected: number): DeleteWrite {
  return { type: 'delete', key: put.key, uid: put.uid, body: put.body, expected };
}

export const commitOf = (...writes: Commit['writes']): Commit => ({ writes, meta: newMeta() });
