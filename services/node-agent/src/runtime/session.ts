import type { Writable } from 'node:stream';

export interface TerminalSize {
  /** In characters. */
  readonly width: number;
  readonly height: number;
}

export interface OutputChunk {
  /** With a terminal everything is `stdout`. */
  readonly stream: 'stdout' | 'stderr';
  readonly data: Uint8Array;
}

/** A connection to a process of a container's. */
export interface Session {
  /** Its end is the process's end of input. Undefined where none was asked for. */
  readonly stdin: Writable | undefined;
  /** Ends with the process, or when the call's signal is aborted. To be read once, and read to the end. */
  readonly output: AsyncIterable<OutputChunk>;
  /** Does nothing where there is no terminal, or the process is over. */
  resize(size: TerminalSize): Promise<void>;
}

export interface ExecRequest {
  readonly runId: string;
  readonly command: readonly string[];
  readonly tty: boolean;
  readonly stdin: boolean;
}

/** A command that runs beside a container's program. When the call's signal is aborted, it is killed. */
export interface ExecSession extends Session {
  /** Known when the output has been read. Rejects where the signal was aborted before. */
  readonly exitCode: Promise<number>;
}

/** Whether there is a terminal is the container's own matter. */
export interface AttachRequest {
  readonly runId: string;
  readonly stdin: boolean;
}
