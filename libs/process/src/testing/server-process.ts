import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export interface ServerProcess {
  /** What it printed until it was ready. */
  readonly output: string;
  /** With -9, as a crash would. */
  kill(): Promise<void>;
}

/** Starts a server that dies with this process, and resolves once it has printed `readyText`. */
export async function startServerProcess(command: readonly string[], readyText: string): Promise<ServerProcess> {
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', ...command], { stdio: ['ignore', 'pipe', 'pipe'] });
  const exited = once(child, 'exit');
  return {
    output: await printed(child, readyText),
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

function printed(child: ChildProcess, text: string): Promise<string> {
  const lines: string[] = [];
  return new Promise((resolve, reject) => {
    for (const output of [child.stdout, child.stderr]) {
      if (output === null) continue;
      createInterface({ input: output }).on('line', (line) => {
        if (lines.length < 100) lines.push(line);
        if (line.includes(text)) resolve(lines.join('\n'));
      });
    }
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`Cannot start ${child.spawnargs.join(' ')}: ${lines.join('\n')}`)));
  });
}
