import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { within } from './until.ts';

export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface KubectlOptions {
  /** What it reads from its standard input. */
  readonly input?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** A command that goes on, as `logs -f` does. */
export interface Following {
  /** What it has written so far. */
  readonly lines: readonly string[];
  /** Resolves with the first line, of the past or to come, that fits. */
  until(fits: (line: string) => boolean): Promise<string>;
  /** Resolves with its exit code. */
  readonly finished: Promise<number>;
  stop(): Promise<void>;
}

/** One kubectl on one cluster, with a cache of its own: a cache that is kept hides what the API answers now. */
export interface Kubectl {
  readonly program: string;
  run(args: readonly string[], options?: KubectlOptions): Promise<Finished>;
  /** Its standard output; rejects where it fails. */
  ok(args: readonly string[], options?: KubectlOptions): Promise<string>;
  /** Its standard input is open and empty, unless there is some to read. */
  follow(args: readonly string[], options?: KubectlOptions): Following;
  /** Removes its cache. */
  close(): void;
}

const longestRunMs = 120_000;

export function createKubectl(program: string, kubeconfig: string): Kubectl {
  const cache = mkdtempSync(join(tmpdir(), 'flotilla-kubectl-'));
  const start = (args: readonly string[], { environment = {} }: KubectlOptions = {}) =>
    spawn(program, ['--cache-dir', cache, ...args], {
      env: { ...process.env, KUBECONFIG: kubeconfig, ...environment },
      stdio: ['pipe', 'pipe', 'pipe'],
      timeout: longestRunMs,
    });
  const run = async (args: readonly string[], options?: KubectlOptions): Promise<Finished> => {
    const child = start(args, options);
    child.stdin.on('error', () => {}).end(options?.input);
    const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    return { code: code ?? -1, stdout, stderr };
  };
  return {
    program,
    run,
    async ok(args, options) {
      const { code, stdout, stderr } = await run(args, options);
      if (code !== 0) throw new Error(`kubectl ${args.join(' ')} ended with ${code}: ${stderr}${stdout}`);
      return stdout;
    },
    follow(args, options) {
      const child = start(args, options);
      if (options?.input !== undefined) child.stdin.on('error', () => {}).write(options.input);
      return follow(child);
    },
    close: () => rmSync(cache, { recursive: true, force: true }),
  };
}

function follow(child: ChildProcessByStdio<Writable, Readable, Readable>): Following {
  const lines: string[] = [];
  const waiting = new Set<(line: string) => void>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    for (const look of waiting) look(line);
  });
  const trouble = text(child.stderr);
  const finished = once(child, 'close').then(([code]) => (code as number | null) ?? -1);
  return {
    lines,
    finished,
    async until(fits) {
      const past = lines.find(fits);
      if (past !== undefined) return past;
      const found = Promise.withResolvers<string>();
      const look = (line: string) => fits(line) && found.resolve(line);
      waiting.add(look);
      const ended = finished.then(async (code) => {
        throw new Error(`${child.spawnargs.join(' ')} ended with ${code}: ${await trouble}\n${lines.join('\n')}`);
      });
      try {
        return await within(`a line of ${child.spawnargs.join(' ')}`, Promise.race([found.promise, ended]));
      } finally {
        waiting.delete(look);
        ended.catch(() => {});
      }
    },
    async stop() {
      child.kill('SIGTERM');
      await finished;
    },
  };
}
