import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { type ProgramName, program } from './program.ts';
import { assembleAll } from './programs/assemble.ts';

const folder = mkdtempSync(join(tmpdir(), 'flotilla-program-'));
afterAll(() => rmSync(folder, { recursive: true }));

function run(name: ProgramName, args: readonly string[], env: Record<string, string> = {}) {
  const path = join(folder, name);
  writeFileSync(path, program(name, process.arch === 'arm64' ? 'arm64' : 'x64'), { mode: 0o755 });
  const { status, stdout, stderr } = spawnSync(path, args, { env, encoding: 'utf8', timeout: 10_000 });
  return { status, stdout, stderr };
}

const hasAssemblers = ['x86_64', 'aarch64'].every(
  (machine) => spawnSync(`${machine}-linux-gnu-as`, ['--version']).status === 0,
);

test.skipIf(!hasAssemblers)('the machine code is what the assemblers make of the sources', () => {
  expect(readFileSync(join(import.meta.dirname, 'generated/programs.json'), 'utf8')).toBe(assembleAll());
});

describe('the gate', () => {
  test('becomes the program of that path, with its arguments and environment', () => {
    expect(run('gate', ['another', '/bin/sh', '-c', 'echo $0 $COLOUR', 'argument'], { COLOUR: 'red' })).toEqual({
      status: 0,
      stdout: 'argument red\n',
      stderr: '',
    });
  });

  test('finds a program in the folders of PATH', () => {
    expect(run('gate', ['another', 'echo', 'found'], { PATH: '/nowhere:/usr/bin:/bin' })).toMatchObject({
      stdout: 'found\n',
    });
  });

  test('says what it cannot execute', () => {
    const failed = { status: 128, stdout: '', stderr: 'cannot execute: nonsense\n' };
    expect(run('gate', ['another', 'nonsense'], { PATH: '/usr/bin:/bin' })).toEqual(failed);
    expect(run('gate', ['another', 'nonsense'])).toEqual(failed);
  });
});
