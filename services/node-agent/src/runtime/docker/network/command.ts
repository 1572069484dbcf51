import { execFile } from 'node:child_process';

/** A program of the node's failed; `stderr` is what it said. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly stderr: string;

  constructor(line: string, stderr: string, cause: unknown) {
    super(`Cannot run "${line}": ${stderr.trim() || String(cause)}`, { cause });
    this.stderr = stderr;
  }
}

/** Runs a program of the node's to its end and resolves with its output. Rejects with {@link CommandError}. */
export function command(program: string, args: readonly string[], input?: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(program, args, (error, stdout, stderr) => {
      if (error) reject(new CommandError([program, ...args].join(' '), stderr, error));
      else resolve(stdout);
    });
    // A program that ends early closes its input; its exit tells the rest.
    child.stdin?.on('error', () => {});
    child.stdin?.end(input ?? '');
  });
}

/** The same, for what may already be as it should: resolves also where the program's complaint matches. */
export async function commandUnless(complaint: RegExp, program: string, args: readonly string[]): Promise<void> {
  await command(program, args).catch((error: unknown) => {
    if (!(error instanceof CommandError && complaint.test(error.stderr))) throw error;
  });
}
