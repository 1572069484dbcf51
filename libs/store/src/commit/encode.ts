import { idOf, pathOf } from '@flotilla/machinery';
import { bytesOf } from '../body.ts';
import { expiryKey, indexKey, objectKey, resourceRevisionKey, sharedKeys } from '../keys.ts';
import { metaOf } from '../outbox/meta.ts';
import type { ScriptArgument } from '../scripts/script.ts';
import type { Commit, Guard, Write } from '../store.ts';

/** The keys and arguments of the commit script; its file says what they mean. */
export interface EncodedCommit {
  readonly keys: readonly string[];
  /** All but the first, the run_id, which each connection knows for itself. */
  readonly args: readonly ScriptArgument[];
}

/** Throws where the script's reading of it would not be the caller's. */
export function encodeCommit(commit: Commit, outboxBytes: number): EncodedCommit {
  const { writes, guards = [] } = commit;
  assertDifferentObjects(writes);
  const { gate, revision, outbox, written, relayed, counters } = sharedKeys;
  return {
    keys: [gate, revision, outbox, written, relayed, counters, ...writes.flatMap(writeKeys), ...guards.map(guardKey)],
    args: [
      outboxBytes,
      commit.meta.requestId,
      writes.length,
      guards.length,
      ...writes.flatMap((write, index) => writeArgs(commit, write, index)),
      ...guards.flatMap(guardArgs),
    ],
  };
}

function assertDifferentObjects(writes: readonly Write[]): void {
  if (writes.length === 0) throw new Error('Cannot commit: writes must be one or more, got none');
  const ids = writes.length === 1 ? [] : writes.map((write) => idOf(write.key));
  const doubled = ids.find((id, index) => ids.indexOf(id) !== index);
  if (doubled !== undefined) throw new Error(`Cannot commit: writes must name different objects, got ${doubled} twice`);
}

function writeKeys({ key }: Write): string[] {
  return [objectKey(key), indexKey(key.resource), resourceRevisionKey(key.resource), expiryKey(key.resource)];
}

function writeArgs(commit: Commit, write: Write, index: number): ScriptArgument[] {
  const put = write.type === 'put' ? write : undefined;
  const type = put === undefined ? 'DELETED' : write.expected === 0 ? 'ADDED' : 'MODIFIED';
  return [
    type,
    pathOf(write.key),
    write.expected,
    write.uid,
    bytesOf(write.body.head),
    bytesOf(write.body.tail),
    bytesOf(write.previous ?? ''),
    JSON.stringify(metaOf(commit, write, index)),
    put?.terminating ? '1' : '',
    put?.mark ?? '',
    put?.expiresAt ?? '',
  ];
}

function guardKey(guard: Guard): string {
  return guard.type === 'live' ? objectKey(guard.key) : sharedKeys.counters;
}

function guardArgs(guard: Guard): ScriptArgument[] {
  if (guard.type === 'counter') return [guard.type, guard.counter, guard.add, guard.limit];
  return [guard.type, guard.uid ?? '', guard.mark === undefined ? '' : '1', guard.mark ?? ''];
}
