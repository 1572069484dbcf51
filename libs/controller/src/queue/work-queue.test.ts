import { expect, test } from 'vitest';
import { createSteppedClock } from '../clock/stepped-clock.ts';
import { WorkQueue } from './work-queue.ts';

const setUp = () => {
  const clock = createSteppedClock();
  return { clock, queue: new WorkQueue(clock) };
};

test('a key that is added twice is taken once, with both causes', () => {
  const { queue } = setUp();
  queue.add('a', ['first']);
  queue.add('b');
  queue.add('a', ['second']);
  expect(queue.take()).toMatchObject({ key: 'a', causes: ['first', 'second'] });
  expect(queue.take()).toMatchObject({ key: 'b', causes: [] });
  expect(queue.take()).toBeUndefined();
});

test('a key that is added while it is worked on waits until that is done', () => {
  const { queue } = setUp();
  queue.add('a');
  queue.take();
  queue.add('a', ['later']);
  expect(queue.take()).toBeUndefined();
  queue.done('a');
  expect(queue.take()).toMatchObject({ key: 'a', causes: ['later'] });
});

test('a delayed key is ready when its time has come', async () => {
  const { clock, queue } = setUp();
  queue.addAfter('a', { afterMs: 100, causes: ['retry'] });
  await clock.step(99);
  expect(queue.size).toBe(0);
  await clock.step(1);
  expect(queue.take()).toMatchObject({ key: 'a', causes: ['retry'] });
});

test('of two delays of a key the shorter holds', async () => {
  const { clock, queue } = setUp();
  queue.addAfter('a', { afterMs: 100 });
  queue.addAfter('a', { afterMs: 10 });
  queue.addAfter('a', { afterMs: 50 });
  await clock.step(10);
  expect(queue.take()?.key).toBe('a');
  queue.done('a');
  await clock.step(1000);
  expect(queue.size).toBe(0);
});

test('what happens to a key while it waits out its back-off brings it forward, once', async () => {
  const { clock, queue } = setUp();
  queue.addAfter('a', { afterMs: 1000, causes: ['failed'] });
  queue.add('a', ['changed']);
  expect(queue.take()).toMatchObject({ causes: ['failed', 'changed'] });
  queue.done('a');
  await clock.step(5000);
  expect(queue.size).toBe(0);
});

test('a change during the work is not put off by the result of that work', () => {
  const { queue } = setUp();
  queue.add('a');
  queue.take();
  queue.add('a');
  queue.done('a', { afterMs: 60_000 });
  expect(queue.take()?.key).toBe('a');
});

test('a stopped queue gives out nothing and leaves no timer', () => {
  const { clock, queue } = setUp();
  queue.add('a');
  queue.addAfter('b', { afterMs: 10 });
  queue.stop();
  queue.add('c');
  expect(queue.take()).toBeUndefined();
  expect(clock.waiting()).toBe(0);
});
