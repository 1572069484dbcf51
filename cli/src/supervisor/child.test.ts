import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { RunningChild } from '../data/run-state.ts';
import { hasEnded, identify } from '../machine/process-identity.ts';
import { type ChildEvents, type ChildSpec, createChild } from './child.ts';

const folder = mkdtempSync(join(tmpdir(), 'flotilla-child-'));
afterAll(() => rmSync(folder, { recursive: true }));

const logFile = join(folder, 'log');
const running = async () => true;

/** A child whose restarts can be waited for. */
function observed(spec: Pick<ChildSpec, 'command'> & Partial<ChildSpec>) {
  const restarted = Promise.withResolvers<Parameters<ChildEvents['onRestart']>>();
  let changed: () => void = () => {};
  const child = createChild(
    { name: 'tested', logFile, probe: running, ...spec },
    { onChange: () => changed(), onRestart: (...told) => restarted.resolve(told) },
  );
  const until = (holds: (state: RunningChild) => boolean) =>
    new Promise<void>((resolve) => {
      changed = () => {
        if (holds(child.describe())) resolve();
      };
      changed();
    });
  return { child, restarted: restarted.promise, until };
}

test('a child that is killed is told of and started again, and one that is stopped is not', async () => {
  const { child, restarted, until } = observed({ command: ['sleep', '60'] });
  await child.start();
  const first = child.describe().process;
  expect(first).toBeDefined();
  process.kill(first?.pid ?? 0, 'SIGKILL');
  expect(await restarted).toEqual(['tested', 'SIGKILL', 100]);
  await until(({ restarts, process }) => restarts === 1 && process !== undefined);
  const second = child.describe().process;
  expect(second?.pid).not.toBe(first?.pid);
  await child.stop();
  expect(child.describe().process).toBeUndefined();
  expect(second && (await hasEnded(second, 0))).toBe(true);
});

test('a child that ends before it is ready fails to start, and what it wrote is in its log', async () => {
  const { child } = observed({ command: ['sh', '-c', 'echo no such file >&2; exit 3'], probe: async () => false });
  await expect(child.start()).rejects.toThrow('tested ended (code 3)');
  expect(readFileSync(logFile, 'utf8')).toContain('no such file');
});

test('a child without a probe is ready when it says so', async () => {
  const code = "process.send('ready'); setInterval(() => {}, 1000)";
  const child = createChild(
    { name: 'telling', command: [process.execPath, '--eval', code], logFile },
    { onChange: () => {}, onRestart: () => {} },
  );
  await child.start();
  expect(child.describe().process).toBeDefined();
  await child.stop();
});

test('a child ends when its supervisor is killed', async () => {
  const supervising = fork(new URL('fixtures/supervising.ts', import.meta.url), [logFile, 'sleep', '60'], {
    execArgv: [],
  });
  const [pid] = await once(supervising, 'message');
  const child = identify(Number(pid));
  expect(child).toBeDefined();
  supervising.kill('SIGKILL');
  expect(child && (await hasEnded(child, 5_000))).toBe(true);
});
