import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ApiClient } from '../harness/api-client.ts';
import { startControlPlane, type TestControlPlane } from '../harness/control-plane.ts';
import { createSurely } from '../harness/create-surely.ts';
import { follow } from '../harness/follower.ts';
import { configMapsPath, createConfigMap, label } from '../harness/objects.ts';
import type { WatchEvent } from '../harness/watch.ts';

let controlPlane: TestControlPlane;
let api: ApiClient;
const path = configMapsPath('default');

beforeEach(async () => {
  controlPlane = await startControlPlane();
  api = controlPlane.client();
});
afterEach(() => controlPlane.stop());

const nameOf = ({ object }: WatchEvent): string => object.metadata.name;
const revisionOf = ({ object }: WatchEvent): number => Number(object.metadata.resourceVersion);
const numbered = (count: number): string[] => Array.from({ length: count }, (_, index) => `n${index}`);

/** Every one once, in the order of the revisions, and each as it is stored. */
async function expectWhole(events: readonly WatchEvent[], names: readonly string[]): Promise<void> {
  expect(events.map(({ type }) => type)).toEqual(names.map(() => 'ADDED'));
  expect(events.map(nameOf).toSorted()).toEqual(names.toSorted());
  const revisions = events.map(revisionOf);
  expect(revisions).toEqual(revisions.toSorted((a, b) => a - b));
  const { items } = await api.list(path);
  const stored = items.map(({ metadata }) => `${metadata.name}@${metadata.resourceVersion}`);
  expect(events.map((event) => `${nameOf(event)}@${revisionOf(event)}`).toSorted()).toEqual(stored.toSorted());
}

describe('a watch loses nothing and tells nothing twice', () => {
  test.each([
    ['the API is started again', () => controlPlane.restartApi()],
    ['NATS is killed', () => controlPlane.nats.restart()],
    ['Redis is killed', () => controlPlane.redis.restart()],
    [
      'the relay is started again',
      async () => {
        await controlPlane.relay.stop();
        controlPlane.relay.start();
      },
    ],
  ])('while %s', async (_, disturb) => {
    const follower = await follow(api, path);
    const names = numbered(60);
    let disturbed = Promise.resolve();
    for (const [index, name] of names.entries()) {
      if (index % 20 === 10) disturbed = disturbed.then(disturb);
      await createSurely(api, path, { metadata: { name } });
    }
    await disturbed;
    await follower.until('all are seen', (events) => new Set(events.map(nameOf)).size === names.length);
    follower.stop();
    await expectWhole(follower.events, names);
  });
});

describe.each([
  ['the relay', () => controlPlane.relay.stop(), async () => controlPlane.relay.start()],
  ['NATS', () => controlPlane.nats.kill(), () => controlPlane.nats.restart()],
] as const)('without %s', (_, stop, start) => {
  test('reads and writes go on, and watches tell of them afterwards', async () => {
    await createConfigMap(api, 'default', 'before');
    await api.list(path);
    const follower = await follow(api, path);
    await stop();

    const made = await createConfigMap(api, 'default', 'meanwhile', { data: { a: '1' } });
    expect(await api.get(`${path}/meanwhile`)).toEqual(made);
    await label(api, `${path}/meanwhile`, { a: 'b' });
    const { items } = await api.list(path);
    expect(items.map(({ metadata }) => [metadata.name, metadata.labels])).toEqual([
      ['before', undefined],
      ['meanwhile', { a: 'b' }],
    ]);
    expect((await api.send('DELETE', `${path}/before`)).code).toBe(200);
    expect((await api.list(path)).items).toHaveLength(1);
    // A kind that nobody has asked for before.
    expect((await api.list('/api/v1/secrets')).items).toEqual([]);

    await start();
    await follower.until('all is told', (events) => events.length === 3);
    follower.stop();
    expect(follower.events.map((event) => `${event.type} ${nameOf(event)}`)).toEqual([
      'ADDED meanwhile',
      'MODIFIED meanwhile',
      'DELETED before',
    ]);
  });
});

describe('what the event stream has dropped', () => {
  test('is told to a watch as 410, and the list it then makes is whole', async () => {
    await controlPlane.stop();
    controlPlane = await startControlPlane({ relay: { streamMaxBytes: 100_000 } });
    api = controlPlane.client();
    const { metadata } = await createConfigMap(api, 'default', 'first');
    await api.list(path);
    const data = { filler: 'x'.repeat(20_000) };
    for (const name of numbered(20)) await createConfigMap(api, 'default', name, { data });
    const from = `${path}?watch=true&resourceVersion=${metadata.resourceVersion}`;

    // What an API has seen itself it remembers longer than the stream.
    const remembered = await api.watch(from);
    await remembered.until('the last one', (event) => nameOf(event) === 'n19');
    remembered.close();

    await controlPlane.restartApi();
    const forgotten = await api.watch(from);
    await forgotten.ended;
    expect(forgotten.events).toEqual([
      {
        type: 'ERROR',
        object: {
          kind: 'Status',
          apiVersion: 'v1',
          metadata: {},
          status: 'Failure',
          code: 410,
          reason: 'Expired',
          message: expect.stringMatching(
            new RegExp(`^too old resource version: ${metadata.resourceVersion} \\(\\d+\\)$`),
          ),
        },
      },
    ]);
    expect((await api.list(path)).items).toHaveLength(21);
  });
});
