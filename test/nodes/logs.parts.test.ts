import { randomUUID } from 'node:crypto';
import { type Bus, type LogsAnswer, type LogsMessage, nodeSubject, receiveFlow } from '@flotilla/bus';
import { type ContainerLogs, NoSuchContainer } from '@flotilla/node-agent';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Namespaces, namespace, Pods } from '../controllers/objects.ts';
import { startWorld, type World } from '../controllers/world.ts';
import { type RunningGateway, startGateway, startNode, type TestNode } from './node.ts';
import { podOn } from './objects.ts';

let world: World;
let gateway: RunningGateway;
let node: TestNode;
let api: Bus;
/** What the containers of the node write. */
let write: ContainerLogs;

beforeAll(async () => {
  world = await startWorld();
  for (const name of ['default', 'kube-system']) await world.client.create(Namespaces, namespace(name));
  gateway = await startGateway(world);
  node = await startNode(world.nats, 'n1');
  const refuse = () => Promise.reject(new Error('only logs are served here'));
  node.link.serve({
    containerLogs: (request, signal) => write(request, signal),
    commands: { exec: refuse, attach: refuse },
    dial: refuse,
  });
  api = await (await world.process('api')).bus.bulk();
});

afterAll(async () => {
  await api?.close();
  await node?.stop();
  await gateway?.stop();
  await world?.stop();
});

async function askLogs(container = 'main') {
  const id = randomUUID();
  const flow = receiveFlow(api, { node: 'n1', id, part: 'logs' });
  const message: LogsMessage = { id, podUid: 'uid', container, follow: true, previous: false, timestamps: false };
  const { data } = await api.request(nodeSubject('n1', 'logs'), JSON.stringify(message));
  const answer: LogsAnswer = JSON.parse(new TextDecoder().decode(data));
  return { flow, answer };
}

const MEGABYTE = 1024 * 1024;

test('a reader that stops reading holds up the container’s output, and neither mailbox nor reports', async () => {
  let written = 0;
  write = async function* () {
    for (let chunk = 0; chunk < 320; chunk++) {
      written += 64 * 1024;
      yield Buffer.alloc(64 * 1024, chunk);
    }
  };
  const { flow, answer } = await askLogs();
  expect(answer).toEqual({ ok: true });
  let read = 0;
  let mostAhead = 0;
  for await (const bytes of flow) {
    if (read === 0) {
      const { metadata } = await world.client.create(Pods, podOn('n1', 'meanwhile'));
      const pod = { namespace: 'default', name: 'meanwhile', uid: metadata.uid ?? '' };
      await node.until(() => node.link.mailbox.pods.has(pod.uid));
      expect(await node.link.report({ pod, status: { phase: 'Running' } })).toBe('stored');
    }
    expect(new Set(bytes)).toEqual(new Set([(read / (64 * 1024)) % 256]));
    mostAhead = Math.max(mostAhead, written - read);
    read += bytes.length;
  }
  expect(read).toBe(20 * MEGABYTE);
  expect(mostAhead).toBeLessThan(1.5 * MEGABYTE);
});

test('a container that was not started here is refused with its reason, before anything flows', async () => {
  write = async function* ({ container }) {
    if (container !== 'main') throw new NoSuchContainer(`container "${container}" in pod "web" not found`);
    yield Buffer.from('one\n');
  };
  const { flow, answer } = await askLogs('other');
  expect(answer).toEqual({ ok: false, why: 'container "other" in pod "web" not found' });
  flow.close();
});

test('output that breaks off says why', async () => {
  const seen = Promise.withResolvers<void>();
  write = async function* () {
    yield Buffer.from('one\n');
    await seen.promise;
    throw new Error('the disk\nis gone');
  };
  const { flow } = await askLogs();
  const chunks: string[] = [];
  const reading = (async () => {
    for await (const bytes of flow) {
      chunks.push(Buffer.from(bytes).toString());
      seen.resolve();
    }
  })();
  await expect(reading).rejects.toThrow('the disk is gone');
  expect(chunks).toEqual(['one\n']);
});

test('a reader that goes away ends the reading of the container', async () => {
  const ended = Promise.withResolvers<void>();
  write = async function* (_request, signal) {
    yield Buffer.from('one\n');
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    ended.resolve();
  };
  const { flow } = await askLogs();
  for await (const bytes of flow) {
    expect(Buffer.from(bytes).toString()).toBe('one\n');
    break;
  }
  await ended.promise;
});
