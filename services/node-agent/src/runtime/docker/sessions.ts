import type { Duplex } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { RuntimeError } from '../errors.ts';
import type { AttachRequest, ExecRequest, ExecSession, OutputChunk, Session, TerminalSize } from '../session.ts';
import { demux, unframed } from './demux.ts';
import type { Engine, EngineTerminalSize, InspectedExec } from './engine.ts';
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
      const container = runningId(picture, runId);
      const isOver = () => picture.container(container)?.State.Running !== true;
      const id = await engine.createExec(container, {
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
      const over = () => void exitCodeOf(engine, id, { signal, isOver }).then(ended.resolve, ended.reject);
      return {
        ...session(connection, { tty, stdin, signal, isOver, over }),
        resize: (size) => ignoringOver(engine.resizeExec(id, engineSize(size))),
        exitCode: ended.promise,
      };
    },
    async attach({ runId, stdin }, signal) {
      const id = runningId(picture, runId);
      const connection = await engine.attach(id, stdin ? 'stdin' : 'none', signal);
      const tty = picture.container(id)?.Config.Tty === true;
      const isOver = () => picture.container(id)?.State.Running !== true;
      return {
        ...session(connection, { tty, stdin, signal, isOver, over: () => {} }),
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
  /** Whether the container has ended. */
  isOver(): boolean;
  /** Called when there is no more output. */
  over(): void;
}

function session(connection: Duplex, options: SessionOptions): Pick<Session, 'stdin' | 'output'> {
  const { tty, stdin } = options;
  // A connection that breaks ends the output, as its reader is told; that is no second failure for the writer.
  connection.on('error', () => {});
  const hangUp = () => void connection.destroy();
  const frames = tty ? unframed(connection) : demux(connection);
  return {
    stdin: stdin ? connection : undefined,
    output: untilAborted(untilSilent(frames, { ...options, hangUp }), options),
  };
}

async function* untilAborted(
  output: AsyncIterable<OutputChunk>,
  { signal, over }: Pick<SessionOptions, 'signal' | 'over'>,
): AsyncGenerator<OutputChunk> {
  try {
    yield* output;
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    over();
  }
}

/** What a container that has ended may still have on its way to a reader who waits for it. */
const lastOutputMs = 5_000;

/** Ends with the output, or when a container that has ended says nothing more: the Engine may miss a command's end. */
async function* untilSilent(
  output: AsyncIterable<OutputChunk>,
  { isOver, hangUp }: Pick<SessionOptions, 'isOver'> & { hangUp(): void },
): AsyncGenerator<OutputChunk> {
  const chunks = output[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await nextOf(chunks, isOver);
      if (next === undefined) return hangUp();
      if (next.done) return;
      yield next.value;
    }
  } finally {
    await chunks.return?.();
  }
}

/** Undefined where none comes. */
async function nextOf(
  chunks: AsyncIterator<OutputChunk>,
  isOver: () => boolean,
): Promise<IteratorResult<OutputChunk> | undefined> {
  const next = chunks.next();
  for (let was = false; ; ) {
    const first = await within(next, lastOutputMs);
    if (first !== undefined) return first;
    if (was && isOver()) return undefined;
    was = isOver();
  }
}

/** Undefined where it takes longer. */
async function within<T>(task: Promise<T>, ms: number): Promise<T | undefined> {
  const late = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => late.resolve(undefined), ms);
  try {
    return await Promise.race([task, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** Of what was killed. Source: POSIX shell, exit status of a command that a signal ended: 128 + 9. */
const killedExitCode = 137;

interface ExecWatch {
  readonly signal: AbortSignal;
  isOver(): boolean;
}

/**
 * Kills the command where it is no longer wanted: the Engine would let it run on. One that has gone with its container
 * was killed, whether the Engine still knows of it or not.
 */
async function exitCodeOf(engine: Engine, execId: string, { signal, isOver }: ExecWatch): Promise<number> {
  for (;;) {
    const exec = await execState(engine, execId);
    if (exec === undefined) return killedExitCode;
    const { Running, ExitCode, Pid } = exec;
    if (!Running && ExitCode !== null) return ExitCode;
    if (isOver()) return killedExitCode;
    if (signal.aborted) {
      if (Running && Pid > 0) kill(Pid);
      throw signal.reason;
    }
    await pause(endPollMs);
  }
}

async function execState(engine: Engine, execId: string): Promise<InspectedExec | undefined> {
  try {
    return await engine.inspectExec(execId);
  } catch (error) {
    if (isEngineError(error, 'absent')) return undefined;
    throw error;
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
