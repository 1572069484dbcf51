import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import express, { type Response } from 'express';
import { afterEach, expect, test } from 'vitest';
import { EventStream } from './event-stream.ts';

const MIB = 1024 * 1024;
let server: Server;

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

interface Opened {
  readonly stream: EventStream;
  readonly client: IncomingMessage;
  readonly failures: readonly unknown[];
  /** Resolves when the stream has been told that it is over. */
  readonly closed: Promise<void>;
}

async function open(): Promise<Opened> {
  const app = express();
  const responses = Promise.withResolvers<Response>();
  app.get('/', (_, response) => responses.resolve(response));
  server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const outgoing = request({ host: '127.0.0.1', port }).end();
  const failures: unknown[] = [];
  const stream = new EventStream(await responses.promise, (error) => failures.push(error));
  const closed = Promise.withResolvers<void>();
  stream.open(closed.resolve);
  const [client] = (await once(outgoing, 'response')) as [IncomingMessage];
  return { stream, client, failures, closed: closed.promise };
}

const line = (index: number): string => `${index}\n`;
const filler = `${'x'.repeat(MIB - 1)}\n`;

test('lines come in order, and those told before the end are all read', async () => {
  const { stream, client, closed } = await open();
  stream.write(['a\n', 'b\n'], 4);
  stream.write(['c\n'], 2);
  stream.end();
  stream.write(['too late\n'], 9);
  expect(await text(client)).toBe('a\nb\nc\n');
  await closed;
});

test('a state larger than what may be left unread is told whole, as fast as it is read', async () => {
  const { stream, client } = await open();
  let made = 0;
  const state = Iterator.from(Array.from({ length: 40 }, (_, index) => index)).map(() => {
    made++;
    return filler;
  });
  stream.write(state, 0);
  stream.write(['last\n'], 5);
  await once(client, 'readable');
  expect(made).toBeLessThan(40);
  stream.end();
  const all = await text(client);
  expect(all).toHaveLength(40 * MIB + 5);
  expect(all.endsWith('last\n')).toBe(true);
});

test('a client that leaves too much unread is cut off', async () => {
  const { stream, client, closed } = await open();
  client.pause();
  stream.write(Iterator.from(Array.from({ length: 40 }, () => filler)), 0);
  await new Promise((resolve) => setImmediate(resolve));
  for (let index = 0; index < 20; index++) stream.write([line(index)], MIB);
  await closed;
  await expect(text(client)).rejects.toThrow('aborted');
});

test('a line that cannot be made ends this stream, and says why', async () => {
  const { stream, client, failures, closed } = await open();
  const lines = Iterator.from(['fine\n', 'poison']).map((each) => {
    if (each === 'poison') throw new Error('no such column');
    return each;
  });
  stream.write(lines, 0);
  await closed;
  expect(failures).toEqual([new Error('no such column')]);
  await expect(text(client)).rejects.toThrow('aborted');
});
