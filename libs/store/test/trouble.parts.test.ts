import { once } from 'node:events';
import { createConnection, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { createStore, type Store, type StoreOptions } from '../src/index.ts';
import { startRedis, type TestRedis, type TestRedisOptions } from '../src/testing.ts';
import { commitOf, newDelete, newPut } from './samples.ts';

const closing: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function redisWith(options: TestRedisOptions = {}): Promise<TestRedis> {
  const redis = await startRedis(options);
  closing.push(() => redis.stop());
  return redis;
}

async function storeOn(connection: TestRedis['connection'], options: StoreOptions = {}): Promise<Store> {
  const store = await createStore({ ...connection, ...options });
  closing.push(() => store.close());
  return store;
}

function adminOf(redis: TestRedis): Redis {
  const admin = new Redis({ path: redis.connection.socketPath, password: redis.connection.password });
  onTestFinished(() => admin.disconnect());
  return admin;
}

/** Stands between a store and Redis, and drops answers: the commit was applied, and nobody heard. */
async function answerEater(redis: TestRedis): Promise<{ connection: TestRedis['connection']; eatNext(): void }> {
  let eating = false;
  const sockets = new Set<Socket>();
  const server: Server = createServer((near) => {
    const far = createConnection(redis.connection.socketPath);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => [near, far].map((one) => one.destroy()));
    }
    near.pipe(far);
    far.on('data', (answer) => {
      if (!eating) near.write(answer);
      else {
        eating = false;
        near.destroy();
      }
    });
  });
  const socketPath = join(redis.dir, 'eater.sock');
  await once(server.listen(socketPath), 'listening');
  closing.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return {
    connection: { ...redis.connection, socketPath },
    eatNext: () => {
      eating = true;
    },
  };
}

describe('a closed gate', () => {
  it('holds commits back, and lets them through when the relay opens it', async () => {
    const redis = await redisWith({ gate: 'closed' });
    const store = await storeOn(redis.connection);
    const admin = adminOf(redis);
    expect(await store.trouble()).toMatch('compare');
    const commits = Array.from({ length: 20 }, (_, index) => store.commit(commitOf(newPut(`held-${index}`))));
    const runId = /run_id:(\w+)/.exec(await admin.info('server'))?.[1] ?? '';
    await admin.set('gate', runId);
    expect((await Promise.all(commits)).flat().sort((a, b) => a - b)).toEqual(commits.map((_, index) => index + 1));
    expect(await store.trouble()).toBeUndefined();
  });

  it('refuses at the deadline, and lets reads through', async () => {
    const store = await storeOn((await redisWith({ gate: 'closed' })).connection, { deadlineMs: 200 });
    await expect(store.commit(commitOf(newPut('late')))).rejects.toMatchObject({ remedy: 'unavailable' });
    expect(await store.get(newPut('late').key)).toBeUndefined();
  });
});

describe('a lost answer', () => {
  it('does not make a create, an update or a delete fail or happen twice', async () => {
    const redis = await redisWith();
    const { connection, eatNext } = await answerEater(redis);
    const store = await storeOn(connection, { connections: 1 });
    const put = newPut('unheard');

    eatNext();
    expect(await store.commit(commitOf(put))).toEqual([1]);
    eatNext();
    expect(await store.commit(commitOf({ ...put, expected: 1 }))).toEqual([2]);
    eatNext();
    expect(await store.commit(commitOf(newDelete(put, 2)))).toEqual([3]);
    expect(await store.revision()).toBe(3);
    expect(await store.get(put.key)).toBeUndefined();
  });

  it('is found in the outbox when others have written the object since', async () => {
    const redis = await redisWith();
    const { connection, eatNext } = await answerEater(redis);
    const [unlucky, other] = [await storeOn(connection, { connections: 1 }), await storeOn(redis.connection)];
    const put = newPut('overtaken');
    await unlucky.commit(commitOf(put));

    eatNext();
    const update = unlucky.commit(commitOf({ ...put, expected: 1 }));
    const overtaking = async (): Promise<number[]> => {
      const current = await other.get(put.key);
      if (current?.revision !== 2) return overtaking();
      return other.commit(commitOf({ ...put, expected: 2 }));
    };
    await overtaking();
    expect(await update).toEqual([2]);
    expect((await other.get(put.key))?.revision).toBe(3);
  });
});

it('goes on after Redis was killed and came back, losing nothing acknowledged', async () => {
  const redis = await redisWith();
  const store = await storeOn(redis.connection);
  const commits = Array.from({ length: 200 }, (_, index) => store.commit(commitOf(newPut(`survivor-${index}`))));
  await commits[10];
  await redis.restart();
  const revisions = (await Promise.all(commits)).flat();
  expect(new Set(revisions).size).toBe(200);
  expect(await store.revision()).toBe(200);
  expect((await store.listAt('pods')).objects).toHaveLength(200);
});

it('says that Redis is unavailable at the deadline, and is told again once it is back', async () => {
  const redis = await redisWith();
  const store = await storeOn(redis.connection, { deadlineMs: 300 });
  await redis.kill();
  await expect(store.get(newPut('x').key)).rejects.toMatchObject({ remedy: 'unavailable' });
  await expect(store.commit(commitOf(newPut('x')))).rejects.toMatchObject({ remedy: 'unavailable' });
  expect(await store.trouble()).toMatch('does not answer');
  await expect(createStore({ ...redis.connection, deadlineMs: 100 })).rejects.toMatchObject({ remedy: 'unavailable' });
  await redis.restart();
  const again = await storeOn(redis.connection);
  expect(await again.revision()).toBe(0);
});

it('cannot be reached with a wrong password', async () => {
  const redis = await redisWith();
  const attempt = createStore({ ...redis.connection, password: 'wrong', deadlineMs: 300 });
  await expect(attempt).rejects.toMatchObject({ remedy: 'unavailable', cause: { message: /WRONGPASS/ } });
});

it('takes nothing more when the outbox holds more than the relay may leave there', async () => {
  const redis = await redisWith();
  const store = await storeOn(redis.connection, { outboxBytes: 1000 });
  const big = newPut('big', { body: { head: '{"resourceVersion":"', tail: `","data":"${'x'.repeat(1000)}"}` } });
  await store.commit(commitOf(big));
  await expect(store.commit(commitOf(newPut('refused')))).rejects.toMatchObject({ remedy: 'overloaded' });
  expect(await store.revision()).toBe(1);
  const admin = adminOf(redis);
  await admin.set('outbox#relayed', (await admin.get('outbox#written')) ?? '');
  expect(await store.commit(commitOf(newPut('taken')))).toEqual([2]);
});

it('changes nothing when Redis is full, and still deletes', async () => {
  const redis = await redisWith({ maxMemoryBytes: 4 * 2 ** 20 });
  const store = await storeOn(redis.connection, { connections: 1 });
  const admin = adminOf(redis);
  const filler = (index: number) =>
    newPut(`filler-${index}`, { body: { head: '{"resourceVersion":"', tail: `","data":"${'x'.repeat(20_000)}"}` } });
  const first = filler(0);
  await store.commit(commitOf(first));
  let kept = 1;
  const fill = async (): Promise<unknown> => {
    await store.commit(commitOf(filler(kept), newPut(`beside-${kept}`)));
    kept += 1;
    return fill();
  };
  await expect(fill()).rejects.toMatchObject({ remedy: 'full' });

  const revision = await store.revision();
  expect(revision).toBe(1 + (kept - 1) * 2);
  expect(await admin.xlen('outbox')).toBe(revision);
  expect((await store.listAt('pods')).objects).toHaveLength(revision);
  expect(await store.get(newPut(`beside-${kept}`).key)).toBeUndefined();
  expect(await store.commit(commitOf(newDelete(first, 1)))).toEqual([revision + 1]);
});

it('bounds how many commits wait in one process', async () => {
  const redis = await redisWith({ gate: 'closed' });
  const store = await storeOn(redis.connection, { commitsInFlight: 1, deadlineMs: 300 });
  const outcomes = await Promise.allSettled(
    Array.from({ length: 10 }, (_, index) => store.commit(commitOf(newPut(`waiting-${index}`)))),
  );
  const remedies = outcomes.map((outcome) => (outcome.status === 'rejected' ? outcome.reason.remedy : undefined));
  expect(remedies).toEqual([...Array(9).fill('unavailable'), 'overloaded']);
});
