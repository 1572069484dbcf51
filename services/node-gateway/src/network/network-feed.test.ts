import type { NetworkMessage, NetworkNode } from '@flotilla/bus';
import { createSteppedClock } from '@flotilla/controller/testing';
import { expect, test } from 'vitest';
import { createNetworkFeed } from './network-feed.ts';
import { NETWORK_PARTS, type NetworkObject, type NetworkPart } from './network-view.ts';

const nothingHeld = { services: {}, endpointSlices: {}, nodes: {} };
const node = (name: string, revision: number): NetworkNode => ({ name, revision, podRange: '', address: '' });

/** A feed whose view the test fills, and whose messages are kept. */
async function setUp(there: readonly string[] = []) {
  const clock = createSteppedClock();
  const parts = new Map(NETWORK_PARTS.map((part) => [part, new Map<string, NetworkObject>()]));
  const messages: NetworkMessage[] = [];
  let tell = (_part: NetworkPart, _key: string): void => {};
  let endpointRevision = 10;
  for (const name of there) parts.get('nodes')?.set(name, node(name, 1));
  const feed = createNetworkFeed({
    clock,
    bus: { connected: () => true, publish: (_subject, data) => void messages.push(JSON.parse(`${data}`)) },
    view: {
      informers: [],
      all: (part) => parts.get(part) ?? [],
      get: (part, key) => parts.get(part)?.get(key),
      endpointRevision: () => endpointRevision,
      onChange(listener) {
        tell = listener;
        return () => {};
      },
    },
  });
  await clock.step(0);
  return {
    clock,
    feed,
    messages,
    put(name: string, revision: number, bytes = 0) {
      parts.get('nodes')?.set(name, { ...node(name, revision), address: 'a'.repeat(bytes) });
      endpointRevision = revision;
      tell('nodes', name);
    },
    endpointsChange: () => tell('endpointSlices', 'default/web'),
    drop(name: string) {
      parts.get('nodes')?.delete(name);
      tell('nodes', name);
    },
  };
}

const names = ({ put }: NetworkMessage) => put.nodes?.map(({ name }) => name);

test('what changes within a moment is told at once, as it is then, and numbered', async () => {
  const { clock, messages, put, drop, endpointsChange } = await setUp();
  messages.length = 0;
  put('a', 11);
  put('b', 12);
  put('a', 13);
  drop('b');
  endpointsChange();
  await clock.step(10);
  expect(messages).toMatchObject([
    { sequence: 2, endpointRevision: 13, put: { nodes: [{ name: 'a', revision: 13 }] }, drop: { nodes: ['b'] } },
  ]);
});

test('a revision that brings no change of endpoints is none that readers must report', async () => {
  const { clock, messages, put } = await setUp();
  put('a', 11);
  await clock.step(10);
  expect(messages.at(-1)).toMatchObject({ endpointRevision: 10, put: { nodes: [{ name: 'a' }] } });
});

test('where nothing changes a number is said each second, so that a loss is noticed', async () => {
  const { clock, messages } = await setUp();
  await clock.step(3_000);
  expect(messages.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4]);
});

test('a node is sent the difference to what it holds, at its place among what all are told', async () => {
  const { feed, messages, put } = await setUp(['kept', 'changed']);
  put('changed', 12);
  const answer = feed.answer({ ...nothingHeld, nodes: { kept: 1, changed: 1, gone: 1 } });
  expect(answer).toMatchObject({
    ok: true,
    complete: true,
    difference: { sequence: 2, put: { nodes: [{ name: 'changed' }] }, drop: { nodes: ['gone'] } },
  });
  expect(messages.at(-1)).toMatchObject({ sequence: 2, put: { nodes: [{ name: 'changed' }] } });
});

test('what is too long for a message comes in several, and only with the last all is told', async () => {
  const { clock, feed, messages, put, endpointsChange } = await setUp();
  messages.length = 0;
  for (const [index, name] of ['a', 'b', 'c'].entries()) put(name, 20 + index, 600_000);
  endpointsChange();
  await clock.step(10);
  expect(messages.map((message) => [names(message), message.endpointRevision])).toEqual([
    [['a', 'b'], 10],
    [['c'], 22],
  ]);
  expect(feed.answer(nothingHeld)).toMatchObject({ complete: false, difference: { endpointRevision: 0 } });
  expect(feed.answer({ ...nothingHeld, nodes: { a: 20, b: 21 } })).toMatchObject({ complete: true });
});

test('what all living readers have loaded is told as soon as it changes', async () => {
  const { clock, feed, messages } = await setUp();
  const loadedNow = () => messages.at(-1)?.loadedRevision;
  const one = { node: 'one' };
  const other = { service: 'ingress' };
  feed.loaded(one, { revision: 4 });
  await clock.step(1_000);
  // Others may be there that have not been heard yet.
  expect(loadedNow()).toBe(0);
  await clock.step(2_000);
  feed.loaded(one, { revision: 8 });
  feed.loaded(other, { revision: 5 });
  await clock.step(10);
  expect(loadedNow()).toBe(5);
  feed.loaded(other, { revision: 9 });
  await clock.step(10);
  expect(loadedNow()).toBe(8);
  // One that has gone is not waited for, and where nobody reads nobody is.
  await clock.step(5_000);
  expect(loadedNow()).toBe(10);
});
