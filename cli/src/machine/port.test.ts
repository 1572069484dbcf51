import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, test } from 'vitest';
import { findPortOwner, isFree, pickFreePort } from './port.ts';

test('a port in use is told with the process that listens on it', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  expect(await isFree(port)).toBe(false);
  expect(findPortOwner(port)).toMatchObject({ pid: process.pid });
  server.close();
  await once(server, 'close');
  expect(await isFree(port)).toBe(true);
  expect(findPortOwner(port)).toBeUndefined();
});

test('a picked port is free, and outside of what the kernel and Services hand out', async () => {
  const port = await pickFreePort();
  expect(await isFree(port)).toBe(true);
  expect(port).toBeGreaterThanOrEqual(20_000);
  expect(port).toBeLessThan(30_000);
});
