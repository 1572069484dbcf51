import type { Commit, Write } from '../store.ts';

/**
 * What an outbox entry says of its write besides key and bodies, as JSON in its field `m`. The relay hands it on with
 * the event as it is, so a reader of events finds the cause in it, and a roll-forward all that Redis had lost.
 */
export interface EntryMeta {
  readonly user: string;
  readonly fieldManager: string;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly requestId: string;
  readonly traceparent?: string;
  readonly uid: string;
  readonly terminating?: true;
  readonly mark?: string;
  /** Milliseconds since 1970. */
  readonly expiresAt?: number;
  /** What the commit added to counters; on its first write only. */
  readonly counters?: Readonly<Record<string, number>>;
}

/** The meta of a commit's write number `index`. */
export function metaOf(commit: Commit, write: Write, index: number): EntryMeta {
  const counters = index === 0 ? countersOf(commit) : undefined;
  const { user, fieldManager, time, requestId, traceparent } = commit.meta;
  const meta: EntryMeta = {
    user,
    fieldManager,
    time,
    requestId,
    ...(traceparent === undefined ? {} : { traceparent }),
    uid: write.uid,
    ...(counters === undefined ? {} : { counters }),
  };
  if (write.type === 'delete') return meta;
  return {
    ...meta,
    ...(write.terminating ? { terminating: true } : {}),
    ...(write.mark === undefined ? {} : { mark: write.mark }),
    ...(write.expiresAt === undefined ? {} : { expiresAt: write.expiresAt }),
  };
}

function countersOf({ guards = [] }: Commit): Record<string, number> | undefined {
  const counters: Record<string, number> = {};
  for (const guard of guards) {
    if (guard.type === 'counter') counters[guard.counter] = (counters[guard.counter] ?? 0) + guard.add;
  }
  return Object.keys(counters).length === 0 ? undefined : counters;
}
