import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Bus, connectBus, mintNode, mintService, NoAnswer, nodeSubject } from '../src/index.ts';
import { startNats, type TestNats } from '../src/testing.ts';

let nats: TestNats;
let gateway: Bus;
let node: Bus;

beforeAll(async () => {
  nats = await startNats();
  const { servers, authority } = nats;
  gateway = await connectBus({
    servers,
    credentials: await mintService(authority, 'node-gateway'),
    name: 'node-gateway',
  });
  node = await connectBus({ servers, credentials: await mintNode(authority, 'worker.example.com'), name: 'worker' });
});

afterAll(async () => {
  await gateway.close();
  await node.close();
  await nats.stop();
});

const text = (data: Uint8Array) => Buffer.from(data).toString();

const logs = nodeSubject('worker.example.com', 'logs');

describe('a request', () => {
  it('is answered by whoever listens, headers included', async () => {
    const subscription = node.subscribe(logs, (message) => {
      message.respond(`${text(message.data)}, ${message.headers.get('pod')}`, new Map([['lines', '2']]));
    });
    await node.flush();
    const answer = await gateway.request(logs, 'hello', { headers: new Map([['pod', 'web']]) });
    expect(text(answer.data)).toBe('hello, web');
    expect(answer.headers.get('lines')).toBe('2');
    subscription.stop();
    await node.flush();
    await expect(gateway.request(logs, 'hello')).rejects.toThrow(NoAnswer);
  });

  it('is rejected when nobody answers in time', async () => {
    const subscription = node.subscribe(logs, () => {});
    await node.flush();
    await expect(gateway.request(logs, 'hello', { timeoutMs: 50 })).rejects.toThrow(NoAnswer);
    subscription.stop();
  });
});

it('reaches one subscriber of each queue', async () => {
  const second = await gateway.bulk();
  const heard: string[] = [];
  const done = Promise.withResolvers<void>();
  for (const bus of [gateway, second]) {
    bus.subscribe(
      nodeSubject('worker.example.com', 'report'),
      (message) => {
        heard.push(text(message.data));
        if (text(message.data) === 'last') done.resolve();
      },
      'gateways',
    );
    await bus.flush();
  }
  const report = nodeSubject('worker.example.com', 'report');
  for (let index = 0; index < 20; index += 1) node.publish(report, String(index));
  await node.flush();
  await Promise.all([gateway.flush(), second.flush()]);
  node.publish(report, 'last');
  await done.promise;
  expect(heard.sort()).toEqual([...Array.from({ length: 20 }, (_, index) => String(index)), 'last'].sort());
  await second.close();
});

it('keeps a subscription whose handler throws', async () => {
  const heard: string[] = [];
  const done = Promise.withResolvers<void>();
  node.subscribe('nodes.routes', async (message) => {
    heard.push(text(message.data));
    if (heard.length === 2) done.resolve();
    throw new Error('handler failed');
  });
  await node.flush();
  gateway.publish('nodes.routes', 'one');
  gateway.publish('nodes.routes', 'two');
  await done.promise;
  expect(heard).toEqual(['one', 'two']);
});

it('tells of a lost connection and of its return, and subscriptions outlive it', async () => {
  const told: boolean[] = [];
  const back = Promise.withResolvers<void>();
  node.onConnection((connected) => {
    told.push(connected);
    if (connected) back.resolve();
  });
  const heard = Promise.withResolvers<string>();
  node.subscribe('nodes.services', (message) => heard.resolve(text(message.data)));
  const gatewayBack = new Promise<void>((resolve) => gateway.onConnection((connected) => connected && resolve()));
  await nats.restart();
  await Promise.all([back.promise, gatewayBack]);
  expect(told).toEqual([false, true]);
  expect(node.connected()).toBe(true);
  await node.flush();
  gateway.publish('nodes.services', 'after');
  expect(await heard.promise).toBe('after');
});

it('cannot connect where nobody listens', async () => {
  const credentials = await mintService(nats.authority, 'api');
  const attempt = connectBus({ servers: '127.0.0.1:1', credentials, name: 'api', connectMs: 100 });
  await expect(attempt).rejects.toThrow('Cannot connect to NATS at 127.0.0.1:1');
});
