import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectOutbox, createStore, type Outbox, type OutboxEntry, type Store } from '../src/index.ts';
import { startRedis, type TestRedis } from '../src/testing.ts';
import { commitOf, newDelete, newMeta, newPut } from './samples.ts';

let redis: TestRedis;
let store: Store;
let outbox: Outbox;

beforeEach(async () => {
  redis = await startRedis();
  store = await createStore({ ...redis.connection });
  outbox = await connectOutbox(redis.connection);
});

afterEach(async () => {
  outbox.close();
  await store.close();
  await redis.stop();
});

const readAll = (after = 0): Promise<OutboxEntry[]> => outbox.read(after, { limit: 1000, waitMs: 1 });

it('tells of every write in order, with its bodies and its cause', async () => {
  const put = newPut('told', { mark: 'm/1', expiresAt: 99, terminating: true });
  const meta = newMeta({ user: 'jürgen', time: 7, traceparent: '00-1-2-01' });
  await store.commit({ writes: [put, newPut('beside')], meta });
  await store.commit(commitOf({ ...put, expected: 1, previous: '{"old":1}' }));
  await store.commit(commitOf(newDelete(put, 3)));
  const entries = await readAll();
  expect(entries.map(({ revision, type, id }) => [revision, type, id])).toEqual([
    [1, 'ADDED', 'pods:default/told'],
    [2, 'ADDED', 'pods:default/beside'],
    [3, 'MODIFIED', 'pods:default/told'],
    [4, 'DELETED', 'pods:default/told'],
  ]);
  const [first, , third] = entries;
  expect(JSON.parse(first?.meta ?? '')).toEqual({
    ...meta,
    uid: put.uid,
    terminating: true,
    mark: 'm/1',
    expiresAt: 99,
  });
  expect([first?.head.toString(), first?.tail.toString()]).toEqual([put.body.head, put.body.tail]);
  expect(third?.previous?.toString()).toBe('{"old":1}');
  expect(await readAll(3)).toEqual(entries.slice(3));
});

it('wakes a reader that waits', async () => {
  const reading = outbox.read(0, { limit: 1, waitMs: 60_000 });
  await store.commit(commitOf(newPut('awaited')));
  expect((await reading).map((entry) => entry.revision)).toEqual([1]);
});

describe('rolling forward', () => {
  it('brings a Redis that lost its tail to where it was, once', async () => {
    const counter = { type: 'counter', counter: 'default/pods', add: 2, limit: 10 } as const;
    const put = newPut('lost', { mark: 'm', expiresAt: 5, terminating: true });
    await store.commit({ ...commitOf(put, newPut('kept')), guards: [counter] });
    await store.commit(commitOf({ ...put, expected: 1, previous: '{}' }));
    await store.commit(commitOf(newPut('gone', { expiresAt: 6 })));
    await store.commit(commitOf(newDelete(newPut('gone'), 4)));
    const entries = await readAll();

    const other = await startRedis();
    const otherOutbox = await connectOutbox(other.connection);
    for (const entry of entries) {
      expect(await otherOutbox.apply(entry)).toBe(entry.revision);
      expect(await otherOutbox.apply(entry)).toBe(entry.revision);
    }
    expect(await otherOutbox.apply({ ...entries[0], revision: 9 } as OutboxEntry)).toBe(5);
    otherOutbox.close();
    expect(await dump(other)).toEqual({ ...(await dump(redis)), 'outbox#relayed': await written(redis) });
    await other.stop();
  });

  const written = async (from: TestRedis) => (await dump(from))['outbox#written'];

  /** Everything in Redis but the gate and the epoch. */
  async function dump(from: TestRedis): Promise<Record<string, unknown>> {
    const client = new Redis({ path: from.connection.socketPath, password: from.connection.password });
    const found: Record<string, unknown> = {};
    for (const key of (await client.keys('*')).sort()) {
      const type = await client.type(key);
      if (type === 'string') found[key] = await client.get(key);
      if (type === 'hash') found[key] = await client.hgetall(key);
      if (type === 'zset') found[key] = await client.zrange(key, '0', '-1', 'WITHSCORES');
      if (type === 'stream') found[key] = await client.xrange(key, '-', '+');
    }
    client.disconnect();
    const { gate: _, epoch: __, ...rest } = found;
    return rest;
  }
});

describe('trimming', () => {
  const body = { head: '{"resourceVersion":"', tail: `","data":"${'x'.repeat(1000)}"}` };

  beforeEach(async () => {
    for (let index = 0; index < 1000; index += 1) {
      await store.commit({ writes: [newPut(`trim-${index}`, { body })], meta: newMeta({ time: index }) });
    }
  });

  const first = async () => (await outbox.entryFrom(0))?.revision ?? 0;

  it('keeps what is young and within its bytes, and all that is not relayed', async () => {
    expect(await outbox.trim(1000, { since: 0, bytes: 10_000_000 })).toBe(0);

    const dropped = await outbox.trim(1000, { since: 300, bytes: 10_000_000 });
    expect(dropped).toBeGreaterThan(200);
    expect(await first()).toBe(dropped + 1);
    expect(await first()).toBeLessThanOrEqual(301);

    await outbox.trim(900, { since: 0, bytes: 200_000 });
    expect(await first()).toBeGreaterThan(600);
    expect(await first()).toBeLessThanOrEqual(900 - 100);

    await outbox.trim(950, { since: 1_000_000, bytes: 0 });
    expect(await first()).toBeLessThanOrEqual(951);
    expect((await readAll(950)).map((entry) => entry.revision)).toHaveLength(50);
  });

  it('does nothing where it does not hold what was relayed', async () => {
    expect(await outbox.trim(2000, { since: 1_000_000, bytes: 0 })).toBe(0);
    expect(await first()).toBe(1);
  });
});

describe('an epoch', () => {
  it('begins once, far above every revision, and leaves its outbox to writers', async () => {
    await store.commit(commitOf(newPut('before')));
    const next = { ending: 1, number: 5, above: 100, raise: 1000 };
    expect(await outbox.beginEpoch(next)).toEqual({ number: 5, base: 1100 });
    expect(await outbox.beginEpoch({ ...next, number: 6 })).toEqual({ number: 5, base: 1100 });
    expect(await outbox.state()).toEqual({ revision: 1100, epoch: { number: 5, base: 1100, streamMade: false } });
    expect(await store.epoch()).toEqual({ number: 5, base: 1100 });
    await outbox.streamMade(4);
    expect((await outbox.state()).epoch?.streamMade).toBe(false);
    await outbox.streamMade(5);
    expect((await outbox.state()).epoch?.streamMade).toBe(true);
    expect(await store.commit(commitOf(newPut('after')))).toEqual([1101]);
    expect((await store.listAt('pods')).objects.map((object) => object.revision)).toEqual([1101, 1]);
  });
});

it('makes room for writers as far as was acknowledged, and never takes it back', async () => {
  const tight = await createStore({ ...redis.connection, outboxBytes: 500 });
  await tight.commit(commitOf(newPut('one')));
  await tight.commit(commitOf(newPut('two')));
  await expect(tight.commit(commitOf(newPut('three')))).rejects.toMatchObject({ remedy: 'overloaded' });
  const [one, two] = await readAll();
  await outbox.acknowledge(two?.written ?? 0);
  await outbox.acknowledge(one?.written ?? 0);
  expect(await tight.commit(commitOf(newPut('three')))).toEqual([3]);
  await tight.close();
});

it('rejects everything once its server was lost, whoever comes after', async () => {
  const reading = outbox.read(0, { limit: 1, waitMs: 60_000 });
  const outcome = expect(reading).rejects.toMatchObject({ remedy: 'unavailable' });
  await redis.restart();
  await outcome;
  await expect(outbox.state()).rejects.toMatchObject({ remedy: 'unavailable' });
  await redis.kill();
  await expect(connectOutbox(redis.connection)).rejects.toMatchObject({ remedy: 'unavailable' });
});
