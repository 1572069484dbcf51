import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder } from '../cache-folder.ts';
import type { Command } from '../command.ts';
import { openDataFolder } from '../data/data-folder.ts';
import { installPackages } from '../machine/apt.ts';
import { engineAnswers, engineSocket } from '../machine/engine.ts';
import { findProgram, missingPackages, tools } from '../machine/tools.ts';
import { builtTraefik, findTraefik } from '../machine/traefik.ts';
import { createSteps, type Steps } from '../terminal/steps.ts';
import { terminalOutput } from '../terminal/terminal.ts';
import { startOwnEngine, stopOwnEngine } from '../up/engine-care.ts';

const root = join(import.meta.dirname, '../../..');

/** Tests Flotilla itself. */
export const test: Command = {
  usage: '[WORD…]',
  summary: 'Gets what tests need and runs all of them, or those whose files hold a word. The last line is the totals.',
  run: async (words) => {
    const folder = openDataFolder(mkdtempSync(join(tmpdir(), 'flotilla-test-')));
    const steps = createSteps(terminalOutput());
    const { stores, node, engine, compose, browser } = tools;
    const missing = missingPackages([...stores, ...node, ...engine, ...compose, ...browser]);
    if (missing.length > 0) {
      await steps.run(`installing ${missing.join(', ')}`, (note) => installPackages(missing, note));
    }
    if (words.length === 0) await ensureTraefik(steps);
    if (!(await engineAnswers(engineSocket()))) await steps.run('starting Docker', () => startOwnEngine(folder));
    steps.close();
    try {
      return await runTests(words);
    } finally {
      await stopOwnEngine(folder);
      rmSync(folder.path, { recursive: true });
    }
  },
};

/** Without Go, what needs a Traefik is skipped. */
async function ensureTraefik(steps: Steps): Promise<void> {
  if (findTraefik() !== undefined || findProgram('go') === undefined) return;
  mkdirSync(cacheFolder(), { recursive: true });
  await steps.run('building Traefik', () =>
    promisify(execFile)(join(root, 'images/build-traefik.sh'), [builtTraefik()]),
  );
}

async function runTests(words: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, [join(root, 'test/run/main.ts'), ...words], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    // Programs in node_modules find Node on PATH, where an older one may be.
    env: { ...process.env, PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH}` },
  });
  const [code] = await once(child, 'exit');
  return code ?? 1;
}
