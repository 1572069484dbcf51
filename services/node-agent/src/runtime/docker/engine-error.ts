/**
 * How a call of the Engine failed, by what can be done about it.
 * - `unreachable`: no answer, or the daemon is busy starting or stopping. Repeat.
 * - `absent`: what it names is not there.
 * - `conflict`: a name is taken, or the state does not allow it.
 * - `refused`: the daemon understood and cannot do it; its message says why.
 */
export type EngineFailure = 'unreachable' | 'absent' | 'conflict' | 'refused';

export class EngineError extends Error {
  override readonly name = 'EngineError';
  readonly failure: EngineFailure;

  constructor(message: string, failure: EngineFailure, cause?: unknown) {
    super(message, { cause });
    this.failure = failure;
  }
}

export function isEngineError(error: unknown, failure: EngineFailure): boolean {
  return error instanceof EngineError && error.failure === failure;
}
