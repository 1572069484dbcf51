import { rm } from 'node:fs/promises';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type Bus,
  type Change,
  type ChangeStream,
  connectBus,
  connectEventLog,
  type EventLog,
  mintService,
  type StoredEvent,
  StreamGone,
  TooOld,
} from '../src/index.ts';
import { startNats, type TestNats } from '../src/testing.ts';

const stream: ChangeStream = { epoch: 3, base: 1000 };
const limits = { maxAgeMs: 3_600_000, maxBytes: 2 ** 30 };

let nats: TestNats;
let log: EventLog;
let bus: Bus;

beforeEach(async () => {
  nats = await startNats();
  log = await connectEventLog({
    servers: nats.servers,
    credentials: await mintService(nats.authority, 'relay'),
    name: 'relay',
  });
  bus = await connectBus({ servers: nats.servers, credentials: await mintService(nats.authority, 'api'), name: 'api' });
  await log.create(stream, limits);
});

afterEach(async () => {
  await bus.close();
  await log.close();
  await nats.stop();
});

const meta = { user: 'jürgen', fieldManager: 'test', time: 5, requestId: 'request', uid: 'uid' };

function eventOf(revision: number, changes: Partial<StoredEvent> = {}): StoredEvent {
  return {
    revision,
    type: 'MODIFIED',
    id: `pods:default/pod-${revision}`,
    head: Buffer.from('{"metadata":{"resourceVersion":"'),
    tail: Buffer.from('"},"text":"ü"}'),
    meta: JSON.stringify(meta),
    ...changes,
  };
}

/** Publishes the events of revisions `from` to `to` and waits until they are stored. */
async function publish(from: number, to: number, changes: (revision: number) => Partial<StoredEvent> = () => ({})) {
  const publisher = log.publisher(stream, from - 1, { onAcknowledged: () => {} });
  for (let revision = from; revision <= to; revision += 1) {
    await publisher.publish(eventOf(revision, changes(revision)));
  }
  await publisher.drained();
  publisher.close();
}

/** Reads until a change of the revision `until` has come. */
async function readUntil(until: number, after: number, resource?: string): Promise<Change[]> {
  const found: Change[] = [];
  const { signal } = new AbortController();
  for await (const batch of bus.changes(stream, { after, signal, ...(resource === undefined ? {} : { resource }) })) {
    found.push(...batch);
    if ((found.at(-1)?.revision ?? 0) >= until) break;
  }
  return found;
}

const revisionsOf = (changes: readonly Change[]) => changes.map((change) => change.revision);

const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe('a reader of changes', () => {
  it('gets each with its bodies, key and cause', async () => {
    await publish(1001, 1001, () => ({ previous: Buffer.from('{"old":"ö"}'), id: 'deployments.apps:default/web' }));
    const [change] = await readUntil(1001, 1000, 'deployments.apps');
    expect(change).toEqual({
      ...meta,
      revision: 1001,
      type: 'MODIFIED',
      key: { resource: 'deployments.apps', namespace: 'default', name: 'web' },
      body: Buffer.from('{"metadata":{"resourceVersion":"1001"},"text":"ü"}').toString('latin1'),
      previous: Buffer.from('{"old":"ö"}').toString('latin1'),
    });
  });

  it('gets all after its place in order, or those of one resource', async () => {
    await publish(1001, 1100, (revision) => (revision % 3 === 0 ? { id: 'nodes:one' } : {}));
    expect(revisionsOf(await readUntil(1100, 1040))).toEqual(numbers(1041, 1100));
    const nodes = numbers(1001, 1100).filter((revision) => revision % 3 === 0);
    expect(revisionsOf(await readUntil(1098, 1000, 'nodes'))).toEqual(nodes);
  });

  it('waits where its place is yet to come', async () => {
    const reading = readUntil(1021, 1019);
    await publish(1001, 1021);
    expect(revisionsOf(await reading)).toEqual([1020, 1021]);
  });

  it('misses and repeats nothing while the server is killed again and again', async () => {
    const reading = Promise.all([readUntil(1300, 1000), readUntil(1300, 1000, 'pods')]);
    for (const from of [1001, 1101, 1201]) {
      await publish(from, from + 99);
      await nats.restart();
      await log.whenConnected(new AbortController().signal);
    }
    for (const found of await reading) expect(revisionsOf(found)).toEqual(numbers(1001, 1300));
  });

  it('gets everything when it was slow, and the server waits for it meanwhile', async () => {
    const filler = Buffer.from('x'.repeat(20_000));
    const found: number[] = [];
    await publish(1001, 1001);
    for await (const batch of bus.changes(stream, { after: 1000, signal: new AbortController().signal })) {
      if (found.length === 0) await publish(1002, 3000, () => ({ tail: filler }));
      found.push(...revisionsOf(batch));
      await turn();
      if (found.at(-1) === 3000) break;
    }
    expect(found).toEqual(numbers(1001, 3000));
  });

  it('is told that its place is too old, and never that of another', async () => {
    await log.create(stream, { ...limits, maxBytes: 10_000 });
    await publish(1001, 1100);
    const state = await bus.streamState(stream);
    const first = state?.first ?? 0;
    expect(state?.last).toBe(1100);
    expect(first).toBeGreaterThan(1001);
    await expect(readUntil(1100, first - 2)).rejects.toThrow(TooOld);
    await expect(readUntil(1100, 999)).rejects.toThrow(TooOld);
    expect(revisionsOf(await readUntil(1100, first - 1))).toEqual(numbers(first, 1100));
  });

  it('is told at once when a new epoch is announced', async () => {
    const reading = readUntil(9999, 1000);
    await publish(1001, 1001);
    log.announce({ epoch: 3, base: 1000 });
    log.announce({ epoch: 4, base: 5000 });
    await expect(reading).rejects.toThrow(StreamGone);
  });

  it('is told that its stream is gone, also after the server lost all it had', async () => {
    await expect(
      (async () => {
        for await (const _ of bus.changes({ epoch: 2, base: 1 }, { after: 1, signal: AbortSignal.timeout(60_000) }));
      })(),
    ).rejects.toThrow(StreamGone);

    const reading = readUntil(9999, 1000);
    const outcome = expect(reading).rejects.toThrow(StreamGone);
    await nats.kill();
    await rm(nats.storeDir, { recursive: true });
    await nats.restart();
    await outcome;
    expect(await bus.streamState(stream)).toBeUndefined();
  });

  it('ends when its signal is aborted', async () => {
    const stop = new AbortController();
    const reading = (async () => {
      for await (const batch of bus.changes(stream, { after: 1000, signal: stop.signal })) return batch;
      return 'ended';
    })();
    stop.abort();
    expect(await reading).toBe('ended');
  });
});

describe('a publisher', () => {
  it('is fenced off by another that was first, without a trace in the stream', async () => {
    const acknowledged: number[] = [];
    const [first, second] = [
      log.publisher(stream, 1000, { onAcknowledged: (revision) => acknowledged.push(revision) }),
      log.publisher(stream, 1000, { onAcknowledged: () => {} }),
    ];
    await first.publish(eventOf(1001));
    await first.publish(eventOf(1002));
    await first.drained();
    await second.publish(eventOf(1001, { id: 'pods:default/other' }));
    await expect(second.drained()).rejects.toMatchObject({ name: 'PublisherEnded', why: 'fenced' });
    await expect(second.publish(eventOf(1002))).rejects.toMatchObject({ why: 'fenced' });
    await first.publish(eventOf(1003));
    await first.drained();
    expect(acknowledged).toEqual([1001, 1002, 1003]);
    expect((await log.event(stream, 1001))?.id).toBe('pods:default/pod-1001');
    expect((await readUntil(1003, 1000)).map((change) => change.key.name)).toEqual([
      'pod-1001',
      'pod-1002',
      'pod-1003',
    ]);
  });

  it('ends where its stream is gone', async () => {
    const publisher = log.publisher(stream, 1000, { onAcknowledged: () => {} });
    await log.remove(stream);
    await publisher.publish(eventOf(1001));
    await expect(publisher.drained()).rejects.toMatchObject({ why: 'lost' });
  });
});

it('reads an event back as it was published', async () => {
  const event = eventOf(1001, { previous: Buffer.from('{}') });
  await publish(1001, 1001, () => event);
  expect(await log.event(stream, 1001)).toEqual(event);
  expect(await log.event(stream, 1002)).toBeUndefined();
});

it('lists the streams of all epochs by their revisions', async () => {
  await log.create({ epoch: 4, base: 9000 }, limits);
  await publish(1001, 1002);
  expect(await log.streams()).toEqual([
    { ...stream, first: 1001, last: 1002 },
    { epoch: 4, base: 9000, first: 9001, last: 9000 },
  ]);
});
