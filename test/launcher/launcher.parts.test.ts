import { execFile, execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeEach, expect, test } from 'vitest';

const run = promisify(execFile);
const repository = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'flotilla-launcher-'));
const [clone, cache] = [join(folder, 'clone'), join(folder, 'cache')];
afterAll(() => rmSync(folder, { recursive: true }));

/** As on a machine that has never seen Flotilla: no dependencies, nothing in the cache. */
beforeEach(() => {
  rmSync(clone, { recursive: true, force: true });
  rmSync(cache, { recursive: true, force: true });
  cpSync(repository, clone, { recursive: true, filter: (path) => !/\/(node_modules|\.git)$/.test(path) });
});

function launch(args: readonly string[], path = process.env.PATH) {
  const env = { ...process.env, XDG_CACHE_HOME: cache, PATH: path, NODE_COMPILE_CACHE: undefined };
  return run(join(clone, 'flotilla'), args, { env });
}

test('a bare clone gets its tools and dependencies, shows how, and gets nothing the second time', async () => {
  const first = await launch(['help']);
  expect(first.stdout).toContain('flotilla up');
  expect(first.stderr).toMatch(/getting pnpm@.*: \d+ s/);
  expect(first.stderr).toMatch(/getting the dependencies: \d+ s/);
  const second = await launch(['help']);
  expect(second.stdout).toBe(first.stdout);
  expect(second.stderr).toBe('');
});

test('two at once on a bare clone both work', async () => {
  const both = await Promise.all([launch(['help']), launch(['help'])]);
  for (const { stdout } of both) expect(stdout).toContain('flotilla up');
  expect(both.filter(({ stderr }) => stderr.includes('getting pnpm'))).toHaveLength(1);
});

test('a machine whose Node is too old gets one of its own', async () => {
  const old = join(folder, 'old');
  mkdirSync(old);
  execFileSync('sh', ['-c', `printf '#!/bin/sh\\nexit 0\\n' >${old}/node && chmod +x ${old}/node`]);
  // npm is a script for the Node on PATH, which here is the old one's stand-in: it is given a Node that works.
  const npm = execFileSync('sh', ['-c', 'readlink -f "$(command -v npm)"']).toString().trim();
  execFileSync('sh', [
    '-c',
    `printf '#!/bin/sh\\nexec ${process.execPath} ${npm} "$@"\\n' >${old}/npm && chmod +x ${old}/npm`,
  ]);
  const { stdout, stderr } = await launch(['help'], `${old}:/usr/bin:/bin`);
  expect(stdout).toContain('flotilla up');
  expect(stderr).toMatch(/getting .*node-linux-/);
});

test('a machine without npm is told what to install', async () => {
  const bare = join(folder, 'bare');
  mkdirSync(bare);
  for (const program of ['sh', 'dirname', 'readlink', 'mkdir', 'cmp', 'flock']) symlinkProgram(program, bare);
  await expect(launch(['help'], bare)).rejects.toMatchObject({
    stderr: expect.stringContaining('npm must be on PATH'),
  });
});

function symlinkProgram(program: string, into: string): void {
  const path = execFileSync('sh', ['-c', `command -v ${program}`])
    .toString()
    .trim();
  if (!existsSync(join(into, program))) symlinkSync(path, join(into, program));
}
