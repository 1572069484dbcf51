/** What a reconciler says of a key: that it is as it should be, or when to look again. */
export type Result = { readonly done: true } | { readonly againAfterMs: number };

/**
 * Brings what a key names to the state that it should have, from whatever state it is in. Throwing means: it failed,
 * try again after a back-off. The signal is aborted when this process may no longer write.
 */
export type Reconcile = (key: string, signal: AbortSignal) => Promise<Result>;

export const done: Result = { done: true };
