import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { acceptWebSocket, chooseSubprotocol } from './accept.ts';
import { openChannels } from './channels.ts';
import { forwardSubprotocols, portsOf } from './forward.ts';

const served = ['channel.k8s.io', 'v4.base64.channel.k8s.io', ...forwardSubprotocols];

/** Says everything back on the next channel. */
const server = createServer();
server.on('upgrade', async (request: IncomingMessage, socket: Duplex) => {
  const subprotocol = chooseSubprotocol(request, served);
  const accepted = await acceptWebSocket({ request, take: () => socket }, subprotocol);
  const channels = openChannels(accepted, subprotocol);
  channels.onFrame(({ channel, data }) => void channels.send({ channel: channel + 1, data }));
});

beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
});
afterAll(() => server.close());

async function open(...subprotocols: string[]): Promise<WebSocket> {
  const { port } = server.address() as AddressInfo;
  const socket = new WebSocket(`ws://127.0.0.1:${port}/`, subprotocols);
  await once(socket, 'open');
  return socket;
}

async function answerTo(socket: WebSocket, message: string | Buffer): Promise<unknown> {
  socket.send(message);
  const [answer, isBinary] = await once(socket, 'message');
  socket.close();
  return isBinary ? answer : String(answer);
}

test('a binary message is its channel and its data', async () => {
  const socket = await open('unheard.of', 'channel.k8s.io');
  expect(socket.protocol).toBe('channel.k8s.io');
  expect(await answerTo(socket, Buffer.from('\u0000data'))).toEqual(Buffer.from('\u0001data'));
});

test('a text message is the digit of its channel and its data in base64', async () => {
  const socket = await open('v4.base64.channel.k8s.io');
  expect(await answerTo(socket, `0${Buffer.from('data').toString('base64')}`)).toBe('1ZGF0YQ==');
});

test('a client that names no protocol gets the binary one', async () => {
  expect(await answerTo(await open(), Buffer.from('\u0000data'))).toEqual(Buffer.from('\u0001data'));
});

test('none of the protocols is one that is served', () => {
  const request = { headers: { 'sec-websocket-protocol': 'a, b' } } as unknown as IncomingMessage;
  expect(() => chooseSubprotocol(request, ['c', 'd'])).toThrow(
    'requested protocol(s) are not supported: [a b]; supports [c d]',
  );
});

test('ports are named at once, except in a tunnel', () => {
  expect(portsOf('v4.channel.k8s.io', new URLSearchParams('ports=80,81&ports=82'))).toEqual([80, 81, 82]);
  expect(portsOf('SPDY/3.1+portforward.k8s.io', new URLSearchParams())).toEqual([]);
  for (const [query, why] of [
    ['', 'query parameter "ports" is required'],
    ['ports=', 'query parameter "ports" cannot be empty'],
    ['ports=x', 'unable to parse "x" as a port'],
    ['ports=70000', 'unable to parse "70000" as a port'],
    ['ports=0', 'port "0" must be > 0'],
  ]) {
    expect(() => portsOf('v4.channel.k8s.io', new URLSearchParams(query))).toThrow(why);
  }
});
