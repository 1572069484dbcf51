import type { Duplex } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { RuntimeError } from '../errors.ts';
import type { AttachRequest, ExecRequest, ExecSession, OutputChunk, Session, TerminalSize } from '../session.ts';
import { demux, unframed } from './demux.ts';
import type { Engine, EngineTerminalSize } from './engine.ts';
import { isEngineError } from './engine-error.ts';
import { engineId, type Picture } from './picture.ts';

/** Connections to the processes of the Pods' containers. */
export interface Sessions {
  exec(request: ExecRequest, signal: AbortSignal): Promise<ExecSession>;
  attach(request: AttachRequest, signal: AbortSignal): Promise<Session>;
}

/** Between a command's last output and the Engine's word of its end: how often that is asked for. */
const endPollMs = 10;

export function createSessions(engine: Engine, picture: Picture): Sessions {
  return {
    async exec({ runId, command, tty, stdin }, signal) {
      const id = await engine.createExec(runningId(picture, runId), {
        Cmd: [...command],
        Tty: tty,
        AttachStdin: stdin,
        AttachStdout: true,
        AttachStderr: true,
      });
      const connection = await engine.startExec(id, { Tty: tty }, signal);
      const ended = Promise.withResolvers<number>();
      // Who does not ask for the code need not hear that there is none.
      ended.promise.catch(() => {});
      const over = () => void exitCodeOf(engine, id, signal).then(ended.resolve, ended.reject);
      return {
        ...session(connection, { tty, stdin, signal, over }),
        resize: (size) => ignoringOver(engine.resizeExec(id, engineSize(size))),
        exitCode: ended.promise,
      };
    },
    async attach({ runId, stdin }, signal) {
      const id = runningId(picture, runId);
      const connection = await engine.attach(id, stdin ? 'stdin' : 'none', signal);
      const tty = picture.container(id)?.Config.Tty === true;
      return {
        ...session(connection, { tty, stdin, signal, over: () => {} }),
        resize: (size) => ignoringOver(engine.resize(id, engineSize(size))),
      };
    },
  };
}

function runningId(picture: Picture, runId: string): string {
  const id = engineId(runId);
  if (picture.container(id)?.State.Running) return id;
  throw new RuntimeError(`container not running (${id})`, 'change');
}

interface SessionOptions {
  readonly tty: boolean;
  readonly stdin: boolean;
  readonly signal: AbortSignal;
  /** Called when there is no more output. */
  over(): void;
}

function session(connection: Duplex, options: SessionOptions): Pick<Session, 'stdin' | 'output'> {
  const { tty, stdin, signal } = options;
  // A connection that breaks ends the output, as its reader is told; that is no second failure for the writer.
  connection.on('error', () => {});
  const frames = tty ? unframed(connection) : demux(connection);
  return { stdin: stdin ? connection : undefined, output: untilAborted(frames, signal, options.over) };
}

async function* untilAborted(
  output: AsyncIterable<OutputChunk>,
  signal: AbortSignal,
  over: () => void,
): AsyncGenerator<OutputChunk> {
  try {
    yield* output;
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    over();
  }
}

/** Kills the command where it is no longer wanted: the Engine would let it run on. */
async function exitCodeOf(engine: Engine, execId: string, signal: AbortSignal): Promise<number> {
  for (;;) {
    const { Running, ExitCode, Pid } = await engine.inspectExec(execId);
    if (!Running && ExitCode !== null) return ExitCode;
    if (signal.aborted) {
      if (Running && Pid > 0) kill(Pid);
      throw signal.reason;
    }
    await pause(endPollMs);
  }
}

/** It may have ended by itself since it was looked at. */
function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

function engineSize({ width, height }: TerminalSize): EngineTerminalSize {
  return { w: width, h: height };
}

/** What is over, or has no terminal, has no size. */
async function ignoringOver(call: Promise<void>): Promise<void> {
  await call.catch((error: unknown) => {
    if (isEngineError(error, 'unreachable')) throw error;
  });
}
