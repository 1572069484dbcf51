import { idOf, type ObjectKey } from '@flotilla/machinery';

/**
 * Every Redis key, so that an ACL can follow: what belongs to a kind begins with it, and what all writers share has
 * neither `:` nor a kind before its `#`.
 */
export const sharedKeys = {
  /** Number: the last revision handed out. */
  revision: 'revision',
  /** Stream: the entry of revision n has the ID `n-0`. */
  outbox: 'outbox',
  /** Number: bytes written to the outbox since Redis began; each entry holds the sum up to itself. */
  written: 'outbox#written',
  /** Number: that sum at the last entry which JetStream has acknowledged. */
  relayed: 'outbox#relayed',
  /** String: the run_id of the server that may commit. */
  gate: 'gate',
  /** Hash: `number`, `base`, and `stream`: the number again, once its event stream has been made. */
  epoch: 'epoch',
  /** Hash: the counters that guards compare, by name. */
  counters: 'counters',
} as const;

/**
 * Hash: an object. `h` head and `t` tail around the digits of `r`, its revision; `f` first revision; `u` uid; `q` the
 * request id of its last commit; `d` 1 while terminating; `m` mark.
 */
export const objectKey: (key: ObjectKey) => string = idOf;

/** Sorted set, all scores 0: the paths of a resource's objects. */
export const indexKey = (resource: string): string => `${resource}#index`;

/** Number: the last revision that touched a resource. */
export const resourceRevisionKey = (resource: string): string => `${resource}#revision`;

/** Sorted set: paths by the time they expire, in milliseconds since 1970. */
export const expiryKey = (resource: string): string => `${resource}#expiry`;
