import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export interface RunScriptOptions {
  readonly signal?: AbortSignal;
  /** A program, with its arguments, that runs the script: `nsenter --net=…`. */
  readonly within?: readonly string[];
}

/**
 * Runs a script of this package in a short-lived process of its own, with this value as JSON on its standard input: a
 * command line may be read by everyone. Resolves when it ended well; rejects with what it wrote to standard error.
 */
export async function runScript(path: string, input: unknown, options: RunScriptOptions = {}): Promise<void> {
  const { signal, within = [] } = options;
  const [program = '', ...args] = [...within, process.execPath, join(import.meta.dirname, path)];
  const child = spawn(program, args, {
    stdio: ['pipe', 'ignore', 'pipe'],
    ...(signal !== undefined && { signal }),
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (part) => {
    errors += part;
  });
  child.stdin.on('error', () => {});
  child.stdin.end(JSON.stringify(input));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(errors.trimEnd() || `Cannot run ${path}: it must end with 0, got ${code}`);
}

/** The body of such a script: reads its input, does the work, and tells an error in one line. */
export async function scriptMain<T>(work: (input: T) => Promise<void>): Promise<void> {
  try {
    let text = '';
    for await (const part of process.stdin) text += part;
    await work(JSON.parse(text) as T);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
