import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

/** The repository. */
export const root = join(import.meta.dirname, '../..');

export interface FlotillaRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `./flotilla` to its end. */
export async function flotilla(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<FlotillaRun> {
  const child = spawn(join(root, 'flotilla'), args, {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code: (code as number | null) ?? -1, stdout, stderr };
}
