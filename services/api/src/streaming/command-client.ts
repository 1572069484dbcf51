import { type CommandResult, type Frame, frameChannel } from '@flotilla/bus';
import { internalError, type Status } from '@flotilla/machinery';

/** What a client asks of `exec` and `attach`. Source: Kubernetes API reference, PodExecOptions (v1). */
export interface CommandStreams {
  readonly stdin: boolean;
  readonly stdout: boolean;
  readonly stderr: boolean;
  readonly tty: boolean;
}

/** A client at the other end of a command's streams, whatever protocol it speaks. */
export interface CommandClient {
  /** Aborted when its connection has ended. */
  readonly gone: AbortSignal;
  /** Frames of what it sends: its input, the end of that, and its terminal's size. Throws when it is gone. */
  input(signal: AbortSignal): AsyncIterable<Uint8Array>;
  /** Resolves when more may be sent. Rejects when it is gone. */
  send(frame: Frame): Promise<void>;
  /** Says how the command ended, and hangs up when that has been heard. */
  finish(end: CommandEnd): Promise<void>;
}

/** How a command ended: by itself, or why it could not be followed any more. */
export type CommandEnd = CommandResult | { readonly failure: string };

/** The frames of a command's output that the client asked for. */
export function wantsFrame({ stdout, stderr, tty }: CommandStreams, { channel }: Frame): boolean {
  if (channel === frameChannel.stdout) return stdout;
  return channel === frameChannel.stderr && stderr && !tty;
}

type CommandStatus = Pick<Status, 'metadata'> &
  ({ readonly status: 'Success' } | (Omit<Partial<Status>, 'reason'> & { readonly reason: string }));

/** What protocols of version 4 and later say last. Source: the reference's remote command protocol. */
export function statusOf(end: CommandEnd): CommandStatus {
  if ('failure' in end) return internalError(end.failure).status;
  const { exitCode = 0 } = end;
  if (exitCode === 0) return { metadata: {}, status: 'Success' };
  return {
    metadata: {},
    status: 'Failure',
    message: exitMessage(exitCode),
    reason: 'NonZeroExitCode',
    details: { causes: [{ reason: 'ExitCode', message: `${exitCode}` }] },
  };
}

/** What earlier ones say: nothing of success, and else a sentence. */
export function sentenceOf(end: CommandEnd): string {
  if ('failure' in end) return end.failure;
  return end.exitCode ? exitMessage(end.exitCode) : '';
}

/** As bytes for the error stream, with the protocol of that name. */
export function lastWords(end: CommandEnd, protocol: string): Buffer {
  return Buffer.from(/^v[45]\./.test(protocol) ? JSON.stringify(statusOf(end)) : sentenceOf(end));
}

function exitMessage(exitCode: number): string {
  return `command terminated with non-zero exit code: exit status ${exitCode}`;
}
