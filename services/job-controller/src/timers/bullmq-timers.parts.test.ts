import { createRecordingLogger } from '@flotilla/process/testing';
import { startRedis, type TestRedis } from '@flotilla/store/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTimerBoard } from './bullmq-timers.ts';
import type { TimerBoard, Timers } from './timers.ts';

let redis: TestRedis;
const boards: TimerBoard[] = [];

beforeEach(async () => {
  redis = await startRedis();
});

afterEach(async () => {
  await Promise.all(boards.splice(0).map((board) => board.close()));
  await redis.stop();
});

async function board(): Promise<TimerBoard> {
  const made = await createTimerBoard({ store: redis.connection, log: createRecordingLogger().logger });
  boards.push(made);
  return made;
}

/** Collects what falls due until this key does. */
function until(timers: Timers, last: string): Promise<string[]> {
  const keys: string[] = [];
  return new Promise((resolve) => {
    const end = timers.begin((key) => {
      keys.push(key);
      if (key !== last) return;
      end();
      resolve(keys);
    });
  });
}

const timer = (key: string, afterMs: number) => ({ key, uid: 'one', dueMs: Date.now() + afterMs });

test('timers fire in the order in which they are due; one that is set twice fires once', async () => {
  const timers = (await board()).timersOf('job');
  const fired = until(timers, 'default/c');
  const twice = timer('default/b', 200);
  for (const each of [timer('default/c', 300), twice, twice, timer('default/a', 100)]) timers.arm(each);
  expect(await fired).toEqual(['default/a', 'default/b', 'default/c']);
});

test('one that was due while nobody looked fires when somebody does; each controller has its own', async () => {
  const first = await board();
  const connected = until(first.timersOf('first'), 'default/first');
  first.timersOf('first').arm(timer('default/first', 0));
  await connected;
  first.timersOf('job').arm(timer('default/mine', -1000));
  first.timersOf('other').arm(timer('default/theirs', -2000));
  await first.close();
  const timers = (await board()).timersOf('job');
  const fired = until(timers, 'default/mine');
  expect(await fired).toEqual(['default/mine']);
});

test('timers outlive a restart of Redis, and new ones can be set after it', async () => {
  const timers = (await board()).timersOf('job');
  const fired = until(timers, 'default/last');
  timers.arm(timer('default/last', 2000));
  // Nothing says when a timer has been set: another one that has fired was set after it.
  const sooner = (await board()).timersOf('job');
  sooner.arm(timer('default/first', 0));
  await redis.restart();
  expect(await fired).toContain('default/last');
});

test('setting a timer while Redis is away throws nothing', async () => {
  const timers = (await board()).timersOf('job');
  await redis.kill();
  timers.arm(timer('default/lost', 0));
  await redis.restart();
  const fired = until(timers, 'default/kept');
  timers.arm(timer('default/kept', 500));
  expect(await fired).toContain('default/kept');
});

test('it ends although Redis is away', async () => {
  const ending = await board();
  const timers = ending.timersOf('job');
  const fired = until(timers, 'default/a');
  timers.arm(timer('default/a', 0));
  await fired;
  const end = timers.begin(() => undefined);
  await redis.kill();
  timers.arm(timer('default/b', 0));
  end();
  await expect(ending.close()).resolves.toBeUndefined();
});
