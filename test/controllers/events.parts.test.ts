import { createEventRecorder } from '@flotilla/controller';
import { createSteppedClock } from '@flotilla/controller/testing';
import { silentTelemetry } from '@flotilla/telemetry/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Events, Namespaces, namespace } from './objects.ts';
import { startWorld, type World } from './world.ts';

let world: World;

beforeAll(async () => {
  world = await startWorld();
  for (const name of ['default', 'team']) await world.client.create(Namespaces, namespace(name));
});

afterAll(() => world?.stop());

async function setUp() {
  const { deps } = await world.process();
  const clock = createSteppedClock();
  const recorder = createEventRecorder(
    { client: world.client, clock, log: deps.log, telemetry: silentTelemetry },
    'tester',
  );
  const eventsOf = async (name: string) => {
    await recorder.flush();
    const { objects } = await deps.store.page('events', { limit: 100 });
    return objects.map(({ body }) => JSON.parse(body)).filter((event) => event.involvedObject.name === name);
  };
  return { clock, recorder, eventsOf };
}

const about = (name: string, namespace = 'team') => ({ apiVersion: 'v1', kind: 'Pod', namespace, name, uid: name });
const failed = (message: string) => ({ type: 'Warning', reason: 'Failed', message }) as const;

test('a repeat is counted, with the time at which it was last', async () => {
  const { clock, recorder, eventsOf } = await setUp();
  recorder.record(about('repeated'), failed('no'));
  await recorder.flush();
  await clock.step(5000);
  recorder.record(about('repeated'), failed('no'));
  expect(await eventsOf('repeated')).toEqual([
    expect.objectContaining({
      type: 'Warning',
      reason: 'Failed',
      message: 'no',
      count: 2,
      source: { component: 'tester' },
      firstTimestamp: '2026-01-01T00:00:00Z',
      lastTimestamp: '2026-01-01T00:00:05Z',
    }),
  ]);
});

test('a repeat of an Event that was deleted meanwhile is told anew', async () => {
  const { recorder, eventsOf } = await setUp();
  recorder.record(about('deleted'), failed('no'));
  const [{ metadata }] = await eventsOf('deleted');
  await world.client.delete(Events, metadata);
  recorder.record(about('deleted'), failed('no'));
  expect(await eventsOf('deleted')).toEqual([expect.objectContaining({ count: 1 })]);
});

test('what belongs to no namespace is told in the default one', async () => {
  const { recorder, eventsOf } = await setUp();
  recorder.record({ apiVersion: 'v1', kind: 'Node', name: 'host', uid: 'host' }, failed('no'));
  expect(await eventsOf('host')).toEqual([
    expect.objectContaining({ metadata: expect.objectContaining({ namespace: 'default' }) }),
  ]);
});

test('an Event that cannot be written is dropped, and those after it are not', async () => {
  const { recorder, eventsOf } = await setUp();
  recorder.record(about('nowhere', 'no-such-namespace'), failed('no'));
  recorder.record(about('somewhere'), failed('no'));
  expect(await eventsOf('nowhere')).toEqual([]);
  expect(await eventsOf('somewhere')).toHaveLength(1);
});
