/** Why a commit was refused; `index` counts its writes or guards from 0. */
export type Refusal =
  /** A write with `expected: 0` found an object. */
  | { readonly reason: 'exists'; readonly index: number }
  /** A write found no object. */
  | { readonly reason: 'missing'; readonly index: number }
  /** A write found another revision than the one it was computed from. */
  | { readonly reason: 'stale'; readonly index: number; readonly revision: number }
  /** A guard did not hold. */
  | {
      readonly reason: 'guard';
      readonly index: number;
      readonly why: 'missing' | 'uid' | 'terminating' | 'mark' | 'limit';
    };

/** The commit was computed from a state that no longer is. Nothing changed. Remedy: read again, decide again. */
export class CommitRefused extends Error {
  override readonly name = 'CommitRefused';
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(`commit refused: ${refusal.reason} (${refusal.index})`);
    this.refusal = refusal;
  }
}

/** The store did not do what was asked. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  /**
   * - `unavailable`: no answer within the deadline; a write may or may not have been applied.
   * - `overloaded`: the outbox is full, the relay is behind: nothing was written, ask again later.
   * - `full`: Redis has no memory left: nothing was written.
   * - `retry`: a read could not be made consistent; ask again.
   */
  readonly remedy: 'unavailable' | 'overloaded' | 'full' | 'retry';

  constructor(remedy: StoreError['remedy'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.remedy = remedy;
  }
}
