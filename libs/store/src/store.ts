import type { ObjectKey } from '@flotilla/machinery';

/**
 * An object's JSON in the two parts around the digits of its resourceVersion, so that the commit script, which alone
 * knows the revision, never concatenates. Text is UTF-8 read as latin1 (one character a byte): it costs a byte a
 * character in memory, and is written to sockets as it is.
 */
export interface Body {
  readonly head: string;
  readonly tail: string;
}

/** What every outbox entry and every event says of its cause. */
export interface CommitMeta {
  readonly user: string;
  readonly fieldManager: string;
  /** Milliseconds since 1970. */
  readonly time: number;
  /** Unique to one commit; a repeated commit with the same id answers as the first did. */
  readonly requestId: string;
  readonly traceparent?: string;
}

interface WriteBase {
  readonly key: ObjectKey;
  readonly uid: string;
  readonly body: Body;
  /** The revision this write was computed from; 0: the object must not exist. */
  readonly expected: number;
  /** The whole previous body, when labels or a selectable field changed, for readers that filter. */
  readonly previous?: string;
}

export interface PutWrite extends WriteBase {
  readonly type: 'put';
  /** Whether the object has a deletionTimestamp: a guard can ask for one that has none. */
  readonly terminating: boolean;
  /** What a guard can compare: a Lease's holder and transitions. */
  readonly mark?: string;
  /** Milliseconds since 1970; puts the object into the expiry index. */
  readonly expiresAt?: number;
}

export interface DeleteWrite extends WriteBase {
  readonly type: 'delete';
}

export type Write = PutWrite | DeleteWrite;

/** What must hold for a commit. */
export type Guard =
  /** This object exists, has this uid (when given), this mark (when given), and is not terminating. */
  | { readonly type: 'live'; readonly key: ObjectKey; readonly uid?: string; readonly mark?: string }
  /** This counter plus `add` is at most `limit`; the commit then adds it. */
  | { readonly type: 'counter'; readonly counter: string; readonly add: number; readonly limit: number };

export interface Commit {
  readonly writes: readonly Write[];
  readonly guards?: readonly Guard[];
  readonly meta: CommitMeta;
}

/** An object as stored. */
export interface StoredObject {
  readonly key: ObjectKey;
  readonly uid: string;
  readonly revision: number;
  /** The whole JSON, resourceVersion included; latin1 as {@link Body} says. */
  readonly body: string;
}

export interface Page {
  readonly objects: readonly StoredObject[];
  /** Where the next page starts; undefined at the end. */
  readonly next: string | undefined;
}

/** Which numbering the revisions belong to. A new epoch is a new event stream, whose sequence starts above `base`. */
export interface Epoch {
  readonly number: number;
  readonly base: number;
}

/** Redis, which alone holds the state. Only this package knows its keys and scripts. */
export interface Store {
  /**
   * All or nothing. Resolves with a revision a write, in order. Rejects with {@link CommitRefused} where a write or
   * guard does not hold, and with {@link StoreError} where the store cannot answer. A commit whose answer was lost is
   * sent again under its request id.
   */
  commit(commit: Commit): Promise<number[]>;
  get(key: ObjectKey): Promise<StoredObject | undefined>;
  /** Objects in the order of their paths. Pages of one listing may be of different revisions: see {@link listAt}. */
  page(resource: string, options: { namespace?: string; from?: string; limit: number }): Promise<Page>;
  /**
   * A whole listing as of one revision: pages, then the outbox entries that came meanwhile applied to them. Rejects
   * with a retryable StoreError where the outbox no longer holds those.
   */
  listAt(resource: string, namespace?: string): Promise<{ objects: StoredObject[]; revision: number }>;
  /** The last revision of all. */
  revision(): Promise<number>;
  /** The last revision that touched this resource; 0 where none did. */
  resourceRevision(resource: string): Promise<number>;
  epoch(): Promise<Epoch>;
  /** Objects whose time has come, oldest first. */
  expired(resource: string, now: number, limit: number): Promise<StoredObject[]>;
  /** `undefined` while Redis answers and its gate is open. */
  trouble(): Promise<string | undefined>;
  close(): Promise<void>;
}
