import { expect, test } from 'vitest';
import { createGate } from './gate.ts';

test('no more tasks run at a time than may, and the others follow in their order', async () => {
  const gate = createGate(2);
  const finish: (() => void)[] = [];
  const started: number[] = [];
  const tasks = [0, 1, 2, 3].map((task) =>
    gate(() => {
      started.push(task);
      return new Promise<number>((resolve) => finish.push(() => resolve(task)));
    }),
  );
  await Promise.resolve();
  expect(started).toEqual([0, 1]);
  finish[1]?.();
  await tasks[1];
  await Promise.resolve();
  expect(started).toEqual([0, 1, 2]);
  finish[0]?.();
  finish[2]?.();
  await tasks[2];
  await new Promise((resolve) => setImmediate(resolve));
  finish[3]?.();
  expect(await Promise.all(tasks)).toEqual([0, 1, 2, 3]);
});

test('a task that fails makes room like any other', async () => {
  const gate = createGate(1);
  const failing = gate(() => Promise.reject(new Error('no')));
  const next = gate(async () => 'done');
  await expect(failing).rejects.toThrow('no');
  expect(await next).toBe('done');
});
