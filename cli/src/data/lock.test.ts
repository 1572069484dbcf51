import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { lockHolder, tryLock } from './lock.ts';

const folder = mkdtempSync(join(tmpdir(), 'flotilla-lock-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('a lock is held by one at a time, who is named', () => {
  const path = join(folder, 'one');
  const lock = tryLock(path);
  expect(lock).toBeDefined();
  expect(tryLock(path)).toBeUndefined();
  expect(lockHolder(path)).toBe(String(process.pid));
  lock?.release();
  tryLock(path)?.release();
});

test('a holder that is killed loses the lock, though a child of its goes on', async () => {
  const path = join(folder, 'killed');
  const code = `
    import { spawn } from 'node:child_process';
    import { tryLock } from ${JSON.stringify(new URL('lock.ts', import.meta.url).pathname)};
    tryLock(${JSON.stringify(path)});
    spawn('sleep', ['60'], { stdio: 'ignore', detached: true }).on('spawn', function () { console.log(this.pid); });
  `;
  const holder = spawn(process.execPath, ['--input-type=module', '--eval', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [childPid] = await once(holder.stdout, 'data');
  expect(tryLock(path)).toBeUndefined();
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  expect(tryLock(path)).toBeDefined();
  process.kill(Number(String(childPid)), 'SIGKILL');
});
