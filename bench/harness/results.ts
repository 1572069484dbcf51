import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { run } from './command.ts';
import { root } from './flotilla.ts';

const heading = '## Results';

/** Prints a benchmark's results, and puts them in place of those in its README, up to the next heading. */
export async function publish(folder: string, lines: readonly string[]): Promise<void> {
  const results = [await machine(), '', ...lines].join('\n');
  console.log(`\n${results}\n`);
  const path = join(folder, 'README.md');
  const text = readFileSync(path, 'utf8');
  const [before, after] = text.split(heading);
  if (after === undefined) throw new Error(`Cannot publish: ${path} must have the heading "${heading}", and has none`);
  const next = after.indexOf('\n## ');
  writeFileSync(path, `${before}${heading}\n${results}\n${next === -1 ? '' : after.slice(next)}`);
}

/** A table in Markdown. */
export function formatTable(header: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(header), line(header.map((_, index) => (index === 0 ? '---' : '--:'))), ...rows.map(line)];
}

async function machine(): Promise<string> {
  const commit = await run('git', ['-C', root, 'rev-parse', '--short', 'HEAD']);
  const gibibytes = Math.round(totalmem() / 1024 ** 3);
  return (
    `${new Date().toISOString().slice(0, 10)}, commit ${commit.trim()}, Node ${process.versions.node}, ` +
    `${availableParallelism()} cores (${cpus()[0]?.model.trim()}), ${gibibytes} GiB, Linux ${release()}.`
  );
}
