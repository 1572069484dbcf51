import { expect, test } from 'vitest';
import { createSteppedClock } from '../clock/stepped-clock.ts';
import { WorkQueue } from './work-queue.ts';
import { type Finished, startWorkers } from './workers.ts';

const setUp = (concurrency: number) => {
  const clock = createSteppedClock();
  const queue = new WorkQueue(clock);
  const begun: string[] = [];
  const ends = new Map<string, (finished: Finished) => void>();
  const workers = startWorkers({
    queue,
    concurrency,
    work: ({ key }) => {
      begun.push(key);
      return new Promise((resolve) => ends.set(key, resolve));
    },
  });
  return { clock, queue, begun, workers, end: (key: string, finished = {}) => ends.get(key)?.(finished) };
};

test('no more keys are worked on at once than was said', async () => {
  const { clock, queue, begun, end } = setUp(2);
  for (const key of ['a', 'b', 'c']) queue.add(key);
  expect(begun).toEqual(['a', 'b']);
  end('b');
  await clock.step(0);
  expect(begun).toEqual(['a', 'b', 'c']);
});

test('a key whose writes are not seen yet is not worked on again, and holds up no other', async () => {
  const { clock, queue, begun, end } = setUp(1);
  const seen = Promise.withResolvers<void>();
  queue.add('a');
  end('a', { settled: seen.promise });
  queue.add('a');
  queue.add('b');
  await clock.step(0);
  expect(begun).toEqual(['a', 'b']);
  end('b');
  await clock.step(0);
  expect(begun).toEqual(['a', 'b']);
  seen.resolve();
  await clock.step(0);
  expect(begun).toEqual(['a', 'b', 'a']);
});

test('stopping waits for what is under way and takes nothing more', async () => {
  const { clock, queue, begun, workers, end } = setUp(1);
  queue.add('a');
  queue.add('b');
  let stopped = false;
  const stopping = workers.stop().then(() => {
    stopped = true;
  });
  await clock.step(0);
  expect(stopped).toBe(false);
  end('a');
  await stopping;
  expect(begun).toEqual(['a']);
});
