import { PassThrough } from 'node:stream';
import type { OutputChunk, Session } from '../session.ts';

/** A session with something that writes what it reads and then ends: all that a simulated process does. */
export interface Echo extends Session {
  /** Rejects where the signal was aborted before the end. */
  readonly over: Promise<void>;
}

export function echo(hasInput: boolean, signal: AbortSignal): Echo {
  const pipe = new PassThrough({ signal });
  pipe.on('error', () => {});
  if (!hasInput) pipe.end();
  const ended = Promise.withResolvers<void>();
  ended.promise.catch(() => {});
  return {
    stdin: hasInput ? pipe : undefined,
    output: outputOf(pipe, signal, () => (signal.aborted ? ended.reject(signal.reason) : ended.resolve())),
    resize: async () => {},
    over: ended.promise,
  };
}

async function* outputOf(pipe: PassThrough, signal: AbortSignal, over: () => void): AsyncGenerator<OutputChunk> {
  try {
    for await (const data of pipe) yield { stream: 'stdout', data };
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    over();
  }
}
