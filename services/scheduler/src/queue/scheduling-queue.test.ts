import { createSteppedClock } from '@flotilla/controller/testing';
import { expect, test } from 'vitest';
import { podOf } from '../fixtures/objects.ts';
import { SchedulingQueue } from './scheduling-queue.ts';

const setUp = () => {
  const clock = createSteppedClock();
  return { clock, queue: new SchedulingQueue(clock) };
};

const names = (queue: SchedulingQueue): string[] => {
  const taken: string[] = [];
  for (let turn = queue.take(); turn !== undefined; turn = queue.take()) taken.push(turn.pod.name);
  return taken;
};

test('the most urgent comes first, then the oldest', () => {
  const { queue } = setUp();
  queue.put(podOf({ name: 'young', createdAt: '2026-01-01T00:00:09Z' }));
  queue.put(podOf({ name: 'old', createdAt: '2026-01-01T00:00:01Z' }));
  queue.put(podOf({ name: 'urgent', priority: 1000, createdAt: '2026-01-01T00:00:10Z' }));
  expect(names(queue)).toEqual(['urgent', 'old', 'young']);
});

test('any number of Pods come out sorted', () => {
  const { queue } = setUp();
  const priorities = Array.from({ length: 500 }, (_, index) => (index * 7919) % 499);
  for (const [index, priority] of priorities.entries()) queue.put(podOf({ name: `p${index}`, priority }));
  const taken = names(queue).map((name) => priorities[Number(name.slice(1))]);
  expect(taken).toEqual(priorities.toSorted((left, right) => right - left));
});

test('a parked Pod comes back when something changed, but not before its back-off of 1, 2, 4, 8, 10, 10 s', async () => {
  const { clock, queue } = setUp();
  const pod = podOf();
  queue.put(pod);
  for (const seconds of [1, 2, 4, 8, 10, 10]) {
    queue.take();
    queue.park(pod);
    queue.wake();
    await clock.step(seconds * 1000 - 1);
    expect(queue.take()).toBeUndefined();
    await clock.step(1);
    expect(queue.take()?.pod.name).toBe('hello');
  }
});

test('a parked Pod stays parked while nothing changes, for five minutes', async () => {
  const { clock, queue } = setUp();
  const pod = podOf();
  queue.put(pod);
  queue.take();
  queue.park(pod);
  await clock.step(299_999);
  expect(queue.take()).toBeUndefined();
  await clock.step(1);
  expect(queue.take()?.pod.name).toBe('hello');
});

test('a parked Pod whose status changed stays parked; one that asks for less is tried again', async () => {
  const { clock, queue } = setUp();
  const pod = podOf({ requests: { cpu: '8' } });
  queue.put(pod);
  queue.take();
  queue.park(pod);
  queue.put(podOf({ requests: { cpu: '8' } }));
  await clock.step(60_000);
  expect(queue.take()).toBeUndefined();
  queue.put(podOf({ requests: { cpu: '1' } }));
  expect(queue.take()?.pod.demands.requests.get('cpu')).toBe(1000);
});

test('a Pod that was removed does not come up, and one made anew under its name starts afresh', async () => {
  const { clock, queue } = setUp();
  const pod = podOf();
  queue.put(pod);
  queue.remove(pod.path);
  expect(queue.take()).toBeUndefined();
  queue.put(pod);
  queue.take();
  queue.park(pod);
  queue.put({ ...pod, uid: 'another' });
  expect(queue.take()?.pod.uid).toBe('another');
  queue.park(pod);
  queue.wake();
  await clock.step(60_000);
  expect(queue.take()).toBeUndefined();
});

test('a Pod whose binding failed is tried again after its back-off, without a change', async () => {
  const { clock, queue } = setUp();
  const pod = podOf();
  queue.put(pod, ['cause']);
  queue.take();
  queue.retry(pod);
  await clock.step(1000);
  expect(queue.take()?.causes).toEqual(['cause']);
});

test('stopping leaves no timer', () => {
  const { clock, queue } = setUp();
  const pod = podOf();
  queue.put(pod);
  queue.take();
  queue.park(pod);
  queue.stop();
  expect(clock.waiting()).toBe(0);
});
