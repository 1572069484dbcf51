import { expect, test } from 'vitest';
import { slowStart } from './slow-start.ts';

test('batches double', async () => {
  const batches: number[] = [];
  let inBatch = 0;
  await slowStart(10, async () => {
    inBatch++;
    await Promise.resolve();
    if (inBatch > 0) batches.push(inBatch);
    inBatch = 0;
  });
  expect(batches).toEqual([1, 2, 4, 3]);
});

test('what always fails is tried once', async () => {
  let tries = 0;
  const failing = slowStart(100, () => {
    tries++;
    return Promise.reject(new Error('exceeded quota'));
  });
  await expect(failing).rejects.toThrow('exceeded quota');
  expect(tries).toBe(1);
});
