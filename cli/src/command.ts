/** One word after `flotilla`. */
export interface Command {
  /** The arguments it takes, as the help shows them. */
  readonly usage: string;
  /** What it does, in a line. */
  readonly summary: string;
  /** Resolves with the exit code. Throws {@link UsageError} for arguments that it cannot take. */
  run(args: readonly string[]): Promise<number>;
}

/** The words typed were wrong; the message says which and why. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
