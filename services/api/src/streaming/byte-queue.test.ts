import { expect, test } from 'vitest';
import { createByteQueue } from './byte-queue.ts';

const never = new AbortController().signal;
const text = (chunks: readonly Uint8Array[]) => Buffer.concat(chunks).toString();

test('what is put comes out in order, and the end after it', async () => {
  const queue = createByteQueue();
  queue.put(Buffer.from('a'));
  const reading = Array.fromAsync(queue.chunks(never));
  queue.put(Buffer.from('b'));
  queue.end();
  queue.put(Buffer.from('late'));
  expect(text(await reading)).toBe('ab');
});

test('it is full until enough was taken', async () => {
  const queue = createByteQueue();
  queue.put(Buffer.alloc(200 * 1024));
  expect(queue.isFull()).toBe(false);
  queue.put(Buffer.alloc(200 * 1024));
  expect(queue.isFull()).toBe(true);
  const room = queue.whenRoom();
  await queue.chunks(never).next();
  await room;
  expect(queue.isFull()).toBe(false);
});

test('nobody waits for room in what fails, or is not read any more', async () => {
  const failing = createByteQueue();
  failing.put(Buffer.alloc(1024 * 1024));
  const waiting = failing.whenRoom();
  failing.fail(new Error('gone'));
  await waiting;
  await expect(failing.chunks(never).next()).rejects.toThrow('gone');

  const unread = createByteQueue();
  const stopping = new AbortController();
  const reading = unread.chunks(stopping.signal).next();
  stopping.abort(new Error('enough'));
  await expect(reading).rejects.toThrow('enough');
  unread.put(Buffer.alloc(1024 * 1024));
  await unread.whenRoom();
  expect(unread.isFull()).toBe(false);
});
