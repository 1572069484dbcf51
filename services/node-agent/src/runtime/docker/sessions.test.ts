import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Engine, InspectedExec } from './engine.ts';
import { EngineError } from './engine-error.ts';
import type { Picture } from './picture.ts';
import { createSessions } from './sessions.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A command of an Engine that says no more of it than it is told to. */
async function setUp(inspected: () => InspectedExec) {
  const connection = new PassThrough();
  const state = { Running: true };
  const engine = {
    createExec: async () => 'command',
    startExec: async () => connection,
    inspectExec: async () => inspected(),
  } as unknown as Engine;
  const picture = { container: () => ({ State: state, Config: {} }) } as unknown as Picture;
  const request = { runId: 'docker://main', command: ['sleep', '1000'], tty: true, stdin: false };
  const session = await createSessions(engine, picture).exec(request, new AbortController().signal);
  const heard: string[] = [];
  const reading = (async () => {
    for await (const { data } of session.output) heard.push(Buffer.from(data).toString());
    return session.exitCode;
  })();
  return { connection, heard, reading, end: () => void Object.assign(state, { Running: false }) };
}

const running = (): InspectedExec => ({ Running: true, ExitCode: null, Pid: 7 });

test('a command ends with its container, also where the Engine does not notice', async () => {
  const { connection, heard, reading, end } = await setUp(running);
  connection.write('first');
  await vi.advanceTimersByTimeAsync(60_000);
  end();
  connection.write('last');
  await vi.advanceTimersByTimeAsync(15_000);
  expect(await reading).toBe(137);
  expect(heard).toEqual(['first', 'last']);
  expect(connection.destroyed).toBe(true);
});

test('a command that the Engine forgot with its container was killed', async () => {
  const { connection, reading } = await setUp(() => {
    throw new EngineError('No such exec instance', 'absent');
  });
  connection.end();
  expect(await reading).toBe(137);
});

test('a command that ended by itself has its own code, though its container has ended since', async () => {
  const { connection, reading, end } = await setUp(() => ({ Running: false, ExitCode: 3, Pid: 7 }));
  end();
  connection.end();
  expect(await reading).toBe(3);
});
