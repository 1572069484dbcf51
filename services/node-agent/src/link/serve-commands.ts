import {
  type AttachMessage,
  type CommandResult,
  type ExecMessage,
  frameChannel,
  framesOf,
  type IncomingFlow,
  type NodeStream,
  readFrame,
  type ServeStreamsDeps,
  serveNodeStreams,
} from '@flotilla/bus';
import type { ExecSession, Session } from '../runtime/session.ts';
import { writeOn } from './write-on.ts';

/** Throws {@link NoSuchContainer}. When the signal is aborted nobody is there any more. */
export interface ContainerCommands {
  exec(request: ExecMessage, signal: AbortSignal): Promise<ExecSession>;
  attach(request: AttachMessage, signal: AbortSignal): Promise<Session>;
}

/** Runs commands in containers for who asks, and attaches to their programs. Returns what ends that. */
export function serveCommands(deps: ServeStreamsDeps, { exec, attach }: ContainerCommands): () => Promise<void> {
  const ends = [
    serveNodeStreams(deps, 'exec', async (message, closing) => {
      const unwanted = new AbortController();
      const session = await exec(message, AbortSignal.any([closing, unwanted.signal]));
      return (stream) => carry(stream, { session, unwanted, exitCode: () => session.exitCode });
    }),
    serveNodeStreams(deps, 'attach', async (message, closing) => {
      const unwanted = new AbortController();
      const session = await attach(message, AbortSignal.any([closing, unwanted.signal]));
      return (stream) => carry(stream, { session, unwanted, exitCode: async () => undefined });
    }),
  ];
  return async () => {
    await Promise.all(ends.map((end) => end()));
  };
}

interface Running {
  readonly session: Session;
  /** To be aborted when the client is gone. */
  readonly unwanted: AbortController;
  exitCode(): Promise<number | undefined>;
}

/** Resolves when the command has ended and been told, or the client is gone. */
async function carry(stream: NodeStream, { session, unwanted, exitCode }: Running): Promise<void> {
  const input = takeInput(stream.incoming, session).catch(() => unwanted.abort());
  await stream.send(async function* (signal) {
    signal.addEventListener('abort', () => unwanted.abort(), { once: true });
    for await (const { stream: name, data } of session.output) yield* framesOf({ channel: frameChannel[name], data });
    const code = await exitCode();
    const result: CommandResult = code === undefined ? {} : { exitCode: code };
    yield* framesOf({ channel: frameChannel.result, data: Buffer.from(JSON.stringify(result)) });
  });
  stream.incoming.close();
  await input;
}

/** Throws where the client is gone. */
async function takeInput(incoming: IncomingFlow, { stdin, resize }: Session): Promise<void> {
  // A program that has closed its input gets no more of it; how it ends says the rest.
  stdin?.on('error', () => {});
  for await (const bytes of incoming) {
    const { channel, data } = readFrame(bytes);
    if (channel === frameChannel.stdin) await writeOn(stdin, data);
    else if (channel === frameChannel.close) stdin?.end();
    else if (channel === frameChannel.resize) await resize(sizeOf(data));
  }
}

function sizeOf(data: Uint8Array): Parameters<Session['resize']>[0] {
  const { Width: width = 0, Height: height = 0 } = JSON.parse(Buffer.from(data).toString());
  return { width, height };
}
