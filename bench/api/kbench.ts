import { join } from 'node:path';
import { run } from '../harness/command.ts';
import type { Server } from '../harness/server.ts';
import type { Stage } from './stages.ts';

/** What a call of kbench says, by its names. */
export type Figures = Readonly<Record<string, unknown>>;

/** Builds kbench into this folder; resolves with the program's path. */
export async function buildKbench(folder: string): Promise<string> {
  const program = join(folder, 'kbench');
  await run('go', ['build', '-C', join(import.meta.dirname, '../kbench'), '-o', program, '.']);
  return program;
}

/** Runs one stage on a server. Rejects where a request failed: a figure of failures is none. */
export async function runStage(program: string, { url, files }: Server, { title, words }: Stage): Promise<Figures> {
  const [command = '', ...flags] = words;
  const access = ['--server', url, '--ca', files.authority, '--cert', files.certificate, '--key', files.key];
  const figures = JSON.parse(await run(program, [command, ...access, ...flags])) as Figures;
  if (figures.errors === 0 || figures.errors === undefined) return figures;
  throw new Error(`Cannot take "${title}": ${figures.errors} requests failed, the first with ${figures.error_sample}`);
}
