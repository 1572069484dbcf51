import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { commandLine, hasEnded, identify, isRunning, residentBytes } from './process-identity.ts';

test('a running process is known by its pid and start, and a pid that was used again is not it', () => {
  const own = identify(process.pid);
  expect(own?.pid).toBe(process.pid);
  expect(own && isRunning(own)).toBe(true);
  expect(own && isRunning({ ...own, startTicks: own.startTicks + 1 })).toBe(false);
  expect(residentBytes(process.pid)).toBeGreaterThan(1024 * 1024);
});

test('a process that has ended does not run, whether or not it was reaped', async () => {
  // The shell never waits for its child, which stays a zombie.
  const shell = spawn('sh', ['-c', 'sleep 0 & echo $!; exec sleep 60']);
  const [printed] = await once(shell.stdout, 'data');
  const zombie = { pid: Number(String(printed)), startTicks: 0 };
  expect(await hasEnded({ ...zombie, ...identify(zombie.pid) }, 10_000)).toBe(true);
  const running = identify(shell.pid ?? 0);
  shell.kill('SIGKILL');
  expect(running && (await hasEnded(running, 10_000))).toBe(true);
});

test('a process that goes on has not ended when the time is up', async () => {
  const own = identify(process.pid);
  expect(own && (await hasEnded(own, 0))).toBe(false);
});

test('the command line is shown as it was typed', async () => {
  const child = spawn('sleep', ['60']);
  await once(child, 'spawn');
  expect(commandLine(child.pid ?? 0)).toBe('sleep 60');
  child.kill('SIGKILL');
});
