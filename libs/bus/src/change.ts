import type { ObjectKey } from '@flotilla/machinery';

/** One committed write, as the event stream carries it. */
export interface Change {
  readonly revision: number;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly key: ObjectKey;
  readonly uid: string;
  /** The whole JSON as UTF-8 read as latin1. For DELETED the last state, under the revision of the deletion. */
  readonly body: string;
  /** The body before, where labels or a selectable field changed. */
  readonly previous?: string;
  readonly user: string;
  readonly fieldManager: string;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly requestId: string;
  readonly traceparent?: string;
}

/** The event stream of one epoch. Its sequence numbers are revision − base. */
export interface ChangeStream {
  readonly epoch: number;
  readonly base: number;
}

export interface ReadOptions {
  /** Changes after this revision. */
  readonly after: number;
  /** Only this resource; every resource where absent. */
  readonly resource?: string;
  readonly signal: AbortSignal;
}

/** Raised by a reader whose place the stream no longer holds. Remedy: list again. */
export class TooOld extends Error {
  override readonly name = 'TooOld';
}

/**
 * Raised by a reader whose stream is gone: another epoch has begun. Remedy: ask the store, list again. The store may name
 * the old epoch for a moment yet, until the relay has seen what happened: pause between attempts.
 */
export class StreamGone extends Error {
  override readonly name = 'StreamGone';
}
