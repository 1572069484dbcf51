import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** One of our own processes, from a file beside this one. It dies with the test. */
export interface Child {
  readonly lines: readonly string[];
  /** With -9, as a crash would. */
  kill(): Promise<void>;
  /** Ends its standard input; resolves with its exit code. */
  finish(): Promise<number | null>;
}

export function startChild(file: string, argument: unknown): Child {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const command = ['--pdeathsig', 'KILL', process.execPath, path, JSON.stringify(argument)];
  const child: ChildProcess = spawn('setpriv', command, { stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = once(child, 'close');
  const lines: string[] = [];
  if (child.stdout) createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  return {
    lines,
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
    async finish() {
      child.stdin?.end();
      await exited;
      return child.exitCode;
    },
  };
}
