import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectEventLog, StreamGone } from '@flotilla/bus';
import { connectOutbox, type Store } from '@flotilla/store';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createPod, createPods, names, readUntil, startPlatform } from './platform.ts';

const first = { epoch: 1, base: 0 };

/** Asks until the store is in an epoch of at least this number. */
async function epochFrom(store: Store, number: number) {
  for (;;) {
    const epoch = await store.epoch();
    if (epoch.number >= number) return { epoch: epoch.number, base: epoch.base };
    await sleep(20);
  }
}

it('opens the gate of a new Redis and carries every commit to readers, in order', async () => {
  const { relay, store, bus } = await startPlatform();
  await relay();
  const writer = await store();
  const commits = names('pod', 300).map((name) => writer.commit(createPod(name)));
  const revisions = (await Promise.all(commits)).flat();
  expect(await writer.epoch()).toEqual({ number: 1, base: 0 });
  const changes = await readUntil(bus, first, 300);
  expect(changes.map((change) => change.revision)).toEqual(names('', 300).map((_, index) => index + 1));
  for (const [index, revision] of revisions.entries()) {
    expect(changes[revision - 1]?.key.name).toBe(`pod-${index}`);
    expect(JSON.parse(changes[revision - 1]?.body ?? '').metadata.resourceVersion).toBe(String(revision));
  }
});

it('goes on where the one before it stopped', async () => {
  const { relay, store, bus } = await startPlatform();
  const one = await relay();
  const writer = await store();
  await createPods(writer, names('before', 5));
  await one.stop();
  const last = await createPods(writer, names('between', 5));
  await relay();
  const changes = await readUntil(bus, first, last);
  expect(changes.map((change) => change.key.name)).toEqual([...names('before', 5), ...names('between', 5)]);
});

it('has acknowledged and drained all when it has stopped', async () => {
  const { relay, store, bus, redis } = await startPlatform();
  const one = await relay();
  const writer = await store({ outboxBytes: 100_000 });
  await createPods(writer, names('before', 20));
  await one.stop();
  const state = await bus.streamState(first);
  const outbox = await connectOutbox(redis.connection);
  onTestFinished(() => outbox.close());
  const rest = await outbox.read(state?.last ?? 0, { limit: 100, waitMs: 1 });
  expect(rest.length + (state?.last ?? 0)).toBe(20);
});

describe('two relays', () => {
  it('make one stream between them, and either goes on without the other', async () => {
    const { relay, store, bus } = await startPlatform();
    const [one, two] = [await relay(), await relay()];
    const writer = await store();
    await createPods(writer, names('both', 50));
    const reading = readUntil(bus, first, 150);
    await one.stop();
    await createPods(writer, names('one', 50));
    await relay();
    await two.stop();
    await createPods(writer, names('other', 50));
    const changes = await reading;
    expect(changes.map((change) => change.revision)).toEqual(names('', 150).map((_, index) => index + 1));
  });
});

describe('when NATS', () => {
  it('was away, writes go on and readers get all of them later', async () => {
    const { relay, store, bus, nats } = await startPlatform();
    await relay();
    const writer = await store();
    await createPods(writer, names('before', 3));
    const reading = readUntil(bus, first, 43);
    await nats.kill();
    await createPods(writer, names('meanwhile', 40));
    await nats.restart();
    expect((await reading).map((change) => change.revision)).toEqual(names('', 43).map((_, index) => index + 1));
  });

  it('is away for so long that the outbox is full, writers are told so, and go on when it is back', async () => {
    const { relay, store, bus, nats } = await startPlatform();
    await relay();
    const writer = await store({ outboxBytes: 20_000 });
    await createPods(writer, names('before', 3));
    await readUntil(bus, first, 3);
    await nats.kill();
    await expect(createPods(writer, names('refused', 1000), 500)).rejects.toMatchObject({ remedy: 'overloaded' });
    const revision = await writer.revision();
    expect((await writer.listAt('pods')).objects).toHaveLength(revision);

    await nats.restart();
    const untilTaken = async (): Promise<number[]> =>
      writer.commit(createPod('taken')).catch(async (error: { remedy?: string }) => {
        expect(error.remedy).toBe('overloaded');
        await sleep(50);
        return untilTaken();
      });
    expect(await untilTaken()).toEqual([revision + 1]);
    expect(await readUntil(bus, first, revision + 1)).toHaveLength(revision + 1);
  });

  it('lost its storage, a new epoch begins and readers are told', async () => {
    const { relay, store, bus, nats } = await startPlatform();
    await relay();
    const writer = await store();
    await createPods(writer, names('before', 10));
    await readUntil(bus, first, 10);
    const outcome = expect(readUntil(bus, first, 11)).rejects.toThrow(StreamGone);
    await nats.kill();
    await rm(nats.storeDir, { recursive: true });
    await nats.restart();
    await outcome;

    const second = await epochFrom(writer, 2);
    expect(second).toEqual({ epoch: 2, base: 10 + 2 ** 20 });
    const last = await createPods(writer, names('after', 5));
    expect((await readUntil(bus, second, last)).map((change) => change.key.name)).toEqual(names('after', 5));
    expect((await writer.listAt('pods')).objects).toHaveLength(15);
  });

  it('has its stream deleted while nobody writes, a new epoch begins', async () => {
    const { relay, store, bus, relayConnection } = await startPlatform();
    await relay();
    const writer = await store();
    await createPods(writer, names('before', 2));
    await readUntil(bus, first, 2);
    const events = await connectEventLog(await relayConnection());
    const outcome = expect(readUntil(bus, first, 3)).rejects.toThrow(StreamGone);
    await events.remove(first);
    await events.close();
    await outcome;
    expect(await epochFrom(writer, 2)).toEqual({ epoch: 2, base: 2 + 2 ** 20 });
  });
});

describe('when Redis', () => {
  it('lost its tail, the stream gives it back before anybody may write', async () => {
    const { relay, store, bus, redis } = await startPlatform();
    await relay();
    const writer = await store();
    const [file, copy] = [join(redis.dir, 'appendonlydir'), join(redis.dir, 'copy')];
    await createPods(writer, names('kept', 5));
    await cp(file, copy, { recursive: true });
    const lost = createPod('counted');
    await writer.commit({ ...lost, guards: [{ type: 'counter', counter: 'pods', add: 1, limit: 9 }] });
    await createPods(writer, names('lost', 20));
    await readUntil(bus, first, 26);
    const before = await writer.listAt('pods');

    await redis.kill();
    await rm(file, { recursive: true });
    await cp(copy, file, { recursive: true });
    await redis.restart();
    expect(await writer.commit(createPod('after'))).toEqual([27]);
    expect(await writer.epoch()).toEqual({ number: 1, base: 0 });
    const after = await writer.listAt('pods');
    expect(after.objects.filter((object) => object.revision < 27)).toEqual(before.objects);
    expect((await readUntil(bus, first, 27)).map((change) => change.revision)).toHaveLength(27);
    const over = createPod('over');
    await expect(
      writer.commit({ ...over, guards: [{ type: 'counter', counter: 'pods', add: 9, limit: 9 }] }),
    ).rejects.toMatchObject({ refusal: { why: 'limit' } });
  });

  it('lost everything, a new epoch begins above all that the stream ever had', async () => {
    const { relay, store, bus, redis } = await startPlatform();
    await relay();
    const writer = await store();
    await createPods(writer, names('lost', 10));
    await readUntil(bus, first, 10);
    const outcome = expect(readUntil(bus, first, 11)).rejects.toThrow(StreamGone);
    await redis.kill();
    await rm(join(redis.dir, 'appendonlydir'), { recursive: true });
    await redis.restart();
    await outcome;
    const second = await epochFrom(writer, 2);
    expect(second).toEqual({ epoch: 2, base: 10 + 2 ** 20 });
    expect(await writer.commit(createPod('after'))).toEqual([second.base + 1]);
    expect(await readUntil(bus, second, second.base + 1)).toHaveLength(1);
  });

  it('took other writes in place of those that it lost, a new epoch begins', async () => {
    const { relay, store, bus, redis } = await startPlatform();
    const one = await relay();
    const writer = await store();
    const [file, copy] = [join(redis.dir, 'appendonlydir'), join(redis.dir, 'copy')];
    await createPods(writer, names('kept', 5));
    await cp(file, copy, { recursive: true });
    await createPods(writer, names('lost', 3));
    await readUntil(bus, first, 8);
    await one.stop();
    await redis.kill();
    await rm(file, { recursive: true });
    await cp(copy, file, { recursive: true });
    await redis.restart();
    const outbox = await connectOutbox(redis.connection);
    onTestFinished(() => outbox.close());
    await outbox.openGate();
    expect(await createPods(writer, names('other', 4))).toBe(9);

    await relay();
    expect(await epochFrom(writer, 2)).toEqual({ epoch: 2, base: 9 + 2 ** 20 });
  });

  it('was trimmed past what the stream has, a new epoch begins', async () => {
    const { relay, store, bus, redis } = await startPlatform();
    const one = await relay();
    const writer = await store();
    await createPods(writer, names('relayed', 3));
    await readUntil(bus, first, 3);
    await one.stop();
    await createPods(writer, names('waiting', 1000), 1000);
    const outbox = await connectOutbox(redis.connection);
    onTestFinished(() => outbox.close());
    await outbox.trim(1000, { since: 0, bytes: 0 });

    const outcome = expect(readUntil(bus, first, 4, 3)).rejects.toThrow(StreamGone);
    await relay();
    await outcome;
    const second = await epochFrom(writer, 2);
    expect(second.base).toBe(1003 + 2 ** 20);
    expect((await writer.listAt('pods')).objects).toHaveLength(1003);
  });
});

it('trims from the outbox what the stream has', async () => {
  const { relay, store, bus, redis } = await startPlatform();
  await relay({ keepMs: 0 });
  const writer = await store();
  await createPods(writer, names('trimmed', 600), 1000);
  await readUntil(bus, first, 600);
  const outbox = await connectOutbox(redis.connection);
  onTestFinished(() => outbox.close());
  const untilTrimmed = async (): Promise<number> => {
    const oldest = (await outbox.entryFrom(0))?.revision ?? 0;
    if (oldest > 400) return oldest;
    await sleep(100);
    return untilTrimmed();
  };
  await untilTrimmed();
  expect(await writer.commit(createPod('after'))).toEqual([601]);
  expect((await readUntil(bus, first, 601, 600)).map((change) => change.revision)).toEqual([601]);
});
