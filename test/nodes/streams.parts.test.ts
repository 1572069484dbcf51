import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { type Bus, bulkSubject, connectBus, mintNode, mintService, openNodeStream, receiveFlow } from '@flotilla/bus';
import { startNats, type TestNats } from '@flotilla/bus/testing';
import { systemClock } from '@flotilla/controller';
import { createNatsLink, type NodeLink, type NodeServices } from '@flotilla/node-agent';
import { createRecordingLogger } from '@flotilla/process/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';

let nats: TestNats;
let api: Bus;
let node: Bus;
let link: NodeLink;
/** What listens in the Pod. */
let dial: NodeServices['dial'];

beforeAll(async () => {
  nats = await startNats();
  const { servers, authority } = nats;
  api = await connectBus({ servers, credentials: await mintService(authority, 'api'), name: 'api' });
  node = await connectBus({ servers, credentials: await mintNode(authority, 'n1'), name: 'n1' });
  const log = createRecordingLogger().logger;
  link = createNatsLink({ bus: node, bulk: await node.bulk(), clock: systemClock, log }, 'n1');
  const refuse = () => Promise.reject(new Error('only connections are served here'));
  link.serve({
    containerLogs: async function* () {},
    commands: { exec: refuse, attach: refuse },
    dial: (request) => dial(request),
  });
  await node.flush();
});

afterAll(async () => {
  await link?.close();
  await node?.close();
  await api?.close();
  await nats?.stop();
});

const message = { podUid: 'uid', port: 80, to: 'loopback' } as const;
const open = () => openNodeStream(api, { node: 'n1', verb: 'dial' }, message);
const CHUNKS = 320;
const CHUNK_BYTES = 64 * 1024;

test('20 MiB come back as they went, and the end of one direction does not end the other', async () => {
  dial = async () => new PassThrough();
  const { incoming, send } = await open();
  const sending = send(async function* () {
    for (let chunk = 0; chunk < CHUNKS; chunk++) yield Buffer.alloc(CHUNK_BYTES, chunk);
  });
  let read = 0;
  for await (const bytes of incoming) {
    for (const byte of [bytes.at(0), bytes.at(-1)]) expect(byte).toBe(Math.floor(read / CHUNK_BYTES) % 256);
    read += bytes.length;
  }
  expect(read).toBe(CHUNKS * CHUNK_BYTES);
  await sending;
});

test('a program that does not read holds its client up', async () => {
  const deaf = new PassThrough({ highWaterMark: 1 });
  dial = async () => deaf;
  const { incoming, send } = await open();
  let taken = 0;
  const stalled = Promise.withResolvers<void>();
  const sending = send(async function* () {
    for (; taken < CHUNKS; taken++) {
      if (taken * CHUNK_BYTES === 1024 * 1024) stalled.resolve();
      yield Buffer.alloc(CHUNK_BYTES);
    }
  });
  await stalled.promise;
  await api.flush();
  expect(taken * CHUNK_BYTES).toBeLessThan(2 * 1024 * 1024);
  incoming.close();
  await once(deaf, 'close');
  await sending;
});

test('a client that breaks off ends the connection in the Pod', async () => {
  const connection = new PassThrough();
  dial = async () => connection;
  const { send } = await open();
  await send(async function* () {
    yield Buffer.from('begun');
    throw new Error('the client has hung up');
  });
  await once(connection, 'close');
});

test('a client that wants no more ends the connection in the Pod, though it still sends', async () => {
  const connection = new PassThrough();
  dial = async () => connection;
  const { incoming, send } = await open();
  const sending = send(async function* (signal) {
    yield Buffer.from('begun');
    await once(signal, 'abort');
  });
  for await (const bytes of incoming) {
    expect(Buffer.from(bytes).toString()).toBe('begun');
    break;
  }
  await once(connection, 'close');
  await sending;
});

test('what cannot be reached is refused with the reason, and a node that is not there is told at once', async () => {
  dial = () => Promise.reject(new Error('connection refused'));
  await expect(open()).rejects.toThrow('connection refused');
  await expect(openNodeStream(api, { node: 'n2', verb: 'dial' }, message)).rejects.toThrow('nobody gave one in time');
});

test('a flow that lost something on the way breaks rather than going on with a hole', async () => {
  const flow = { node: 'n1', id: 'holed', part: 'down' };
  const incoming = receiveFlow(api, flow);
  await api.flush();
  const say = (text: string, at: number) =>
    node.publish(bulkSubject('n1', flow.id, flow.part), text, new Map([['Flow-At', `${at}`]]));
  say('whole', 0);
  const chunks = incoming[Symbol.asyncIterator]();
  expect(Buffer.from((await chunks.next()).value ?? '').toString()).toBe('whole');
  say('later', 10);
  await expect(chunks.next()).rejects.toThrow('data was lost on the way');
});
