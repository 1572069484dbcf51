import type { PodRuntime } from '../../runtime/runtime.ts';
import type { OutputChunk } from '../../runtime/session.ts';
import { type ActionResult, failure, success, TimedOut } from './action.ts';

/** How much of a command's output is kept, to be shown where it fails. */
const mostOutputBytes = 10 * 1024;

/** Well where the command ends with 0. A failure's message is what the command wrote. */
export async function execCommand(
  runtime: Pick<PodRuntime, 'exec'>,
  { runId, command }: { runId: string; command: readonly string[] },
  signal: AbortSignal,
): Promise<ActionResult> {
  try {
    const session = await runtime.exec({ runId, command, tty: false, stdin: false }, signal);
    const message = await textOf(session.output);
    const exitCode = await session.exitCode;
    return exitCode === 0 ? success : { is: 'failure', message, exitCode };
  } catch (error) {
    if (signal.reason instanceof TimedOut) return failure(timedOut(command, signal.reason));
    const message = error instanceof Error ? error.message : String(error);
    return { is: 'unknown', message };
  }
}

function timedOut(command: readonly string[], { seconds }: TimedOut): string {
  return `command timed out: "${command.join(' ')}" timed out after ${seconds}s`;
}

async function textOf(output: AsyncIterable<OutputChunk>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let left = mostOutputBytes;
  for await (const { data } of output) {
    if (left > 0) chunks.push(data.subarray(0, left));
    left -= data.byteLength;
  }
  return Buffer.concat(chunks).toString();
}
