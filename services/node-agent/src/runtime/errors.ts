/**
 * What to do about a failed call of the runtime.
 * - `repeat`: the runtime cannot be reached, or is busy; the same call may succeed later.
 * - `change`: what was asked for is impossible on this node as it is asked.
 */
export type Remedy = 'repeat' | 'change';

/** A call of the runtime failed. The message is for the user who reads the Pod's status. */
export class RuntimeError extends Error {
  override readonly name = 'RuntimeError';
  readonly remedy: Remedy;

  constructor(message: string, remedy: Remedy, cause?: unknown) {
    super(message, { cause });
    this.remedy = remedy;
  }
}
