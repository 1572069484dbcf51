import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { settingsVariable } from './read-settings.ts';
import type { Settings } from './settings.ts';

const folder = mkdtempSync(join(tmpdir(), 'flotilla-process-'));
afterAll(() => rmSync(folder, { recursive: true }));

const cluster = { id: 'a', domain: 'b', podRange: 'c', serviceRange: 'd', authorityFile: 'e', apiUrl: 'f' };
const settings: Settings = { cluster, logLevel: 'info', dataFolder: folder, telemetry: { folder } };
const settingsFile = join(folder, 'settings.json');
writeFileSync(settingsFile, JSON.stringify(settings));

/** What the process wrote, parsed; resolves when it and every child that shares its standard error have ended. */
async function linesOf(child: ChildProcess): Promise<Record<string, unknown>[]> {
  let text = '';
  for await (const part of child.stderr ?? []) text += part;
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

function start(file: string, behaviour: string, path = settingsFile) {
  const child = fork(new URL(`fixtures/${file}`, import.meta.url), [behaviour], {
    env: { ...process.env, [settingsVariable]: path },
    execArgv: [],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  return { child, exit: once(child, 'exit'), lines: linesOf(child) };
}

test('a process says that it is ready, and on SIGTERM stops what it started and exits with 0', async () => {
  const { child, exit, lines } = start('service.ts', 'run');
  await once(child, 'message');
  child.kill('SIGTERM');
  expect(await exit).toEqual([0, null]);
  expect(await lines).toMatchObject([
    { message: 'first started', process: 'fixture' },
    { message: 'stopping', cause: 'SIGTERM' },
    { message: 'first stopped' },
  ]);
});

test('a process whose parent is killed stops by itself', async () => {
  const { child, lines } = start('parent.ts', '');
  await once(child, 'message');
  child.kill('SIGKILL');
  expect((await lines).map((line) => line.cause ?? line.message)).toEqual([
    'first started',
    'the parent process is gone',
    'first stopped',
  ]);
});

test.each([
  ['fail', 'cannot start second'],
  ['reject', 'nobody caught this'],
])('an error that nobody caught is logged and ends the process with 1: %s', async (behaviour, message) => {
  const { exit, lines } = start('service.ts', behaviour);
  expect(await exit).toEqual([1, null]);
  expect((await lines).at(-1)).toMatchObject({ level: 'error', message: 'process failed', error: { message } });
});

test('settings that cannot be read end the process with a line that names them', async () => {
  const { exit, lines } = start('service.ts', 'run', '/nowhere/settings.json');
  expect(await exit).toEqual([1, null]);
  expect(await lines).toMatchObject([{ error: { message: expect.stringContaining('/nowhere/settings.json') } }]);
});
