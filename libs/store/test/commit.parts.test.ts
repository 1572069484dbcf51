import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createStore, type Store } from '../src/index.ts';
import { startRedis, type TestRedis } from '../src/testing.ts';
import { commitOf, newDelete, newPut, podKey } from './samples.ts';

let redis: TestRedis;
let store: Store;

beforeAll(async () => {
  redis = await startRedis();
  store = await createStore({ ...redis.connection });
});

afterAll(async () => {
  await store.close();
  await redis.stop();
});

const refusal = async (commit: Promise<unknown>): Promise<unknown> => {
  const error: unknown = await commit.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return error instanceof Error && 'refusal' in error ? error.refusal : error;
};

describe('a commit', () => {
  it('gives each write the next revision and keeps the body around it', async () => {
    const before = await store.revision();
    const [first, second] = [newPut('numbered-a'), newPut('numbered-b')];
    expect(await store.commit(commitOf(first, second))).toEqual([before + 1, before + 2]);
    expect(await store.get(second.key)).toEqual({
      key: second.key,
      uid: second.uid,
      revision: before + 2,
      body: `{"metadata":{"name":"numbered-b","resourceVersion":"${before + 2}"}}`,
    });
    expect(await store.revision()).toBe(before + 2);
    expect(await store.resourceRevision('pods')).toBe(before + 2);
    expect(await store.resourceRevision('nodes')).toBe(0);
  });

  it('keeps bytes that are no ASCII as they are', async () => {
    const text = Buffer.from('grün 🐳').toString('latin1');
    const put = newPut('bytes', { body: { head: `{"label":"${text}","resourceVersion":"`, tail: `","x":"${text}"}` } });
    const [revision] = await store.commit(commitOf(put));
    expect((await store.get(put.key))?.body).toBe(`{"label":"${text}","resourceVersion":"${revision}","x":"${text}"}`);
  });

  it('refuses to create what exists and to write what is missing or newer', async () => {
    const put = newPut('contested');
    const [revision = 0] = await store.commit(commitOf(put));
    const update = { ...put, expected: revision };
    const [newer = 0] = await store.commit(commitOf(update));
    const missing = newPut('nowhere', { expected: revision });

    expect(await refusal(store.commit(commitOf(newPut('contested'))))).toEqual({ reason: 'exists', index: 0 });
    expect(await refusal(store.commit(commitOf(missing)))).toEqual({ reason: 'missing', index: 0 });
    expect(await refusal(store.commit(commitOf(newDelete(missing, 1))))).toEqual({ reason: 'missing', index: 0 });
    expect(await refusal(store.commit(commitOf(newPut('beside'), update)))).toEqual({
      reason: 'stale',
      index: 1,
      revision: newer,
    });
    expect(await store.get(podKey('beside'))).toBeUndefined();
    expect(await store.revision()).toBe(newer);
  });

  it('deletes an object from its listing, its place and its expiry', async () => {
    const put = newPut('short-lived', { expiresAt: 1000 });
    const [revision = 0] = await store.commit(commitOf(put));
    expect((await store.expired('pods', 1000, 10)).map((object) => object.key.name)).toEqual(['short-lived']);
    expect(await store.expired('pods', 999, 10)).toEqual([]);

    expect(await store.commit(commitOf(newDelete(put, revision)))).toEqual([revision + 1]);
    expect(await store.get(put.key)).toBeUndefined();
    expect(await store.expired('pods', 1000, 10)).toEqual([]);
    expect((await store.listAt('pods')).objects.map((object) => object.key.name)).not.toContain('short-lived');
    expect(await store.resourceRevision('pods')).toBe(revision + 1);
  });

  it('takes an object out of the expiry index when an update gives it no time', async () => {
    const put = newPut('reprieved', { expiresAt: 1000 });
    const [expected = 0] = await store.commit(commitOf(put));
    const { expiresAt: _, ...forever } = put;
    await store.commit(commitOf({ ...forever, expected }));
    expect(await store.expired('pods', 1000, 10)).toEqual([]);
  });

  it('cannot write one object twice, nor nothing', async () => {
    const put = newPut('doubled');
    await expect(store.commit(commitOf(put, put))).rejects.toThrow(
      'Cannot commit: writes must name different objects, got pods:default/doubled twice',
    );
    await expect(store.commit(commitOf())).rejects.toThrow('Cannot commit: writes must be one or more');
  });
});

describe('a repeated commit', () => {
  it('answers as the first did, even where its guards no longer hold', async () => {
    const namespace = newPut('guarding');
    const [expected = 0] = await store.commit(commitOf(namespace));
    const commit = {
      ...commitOf(newPut('again-a'), newPut('again-b')),
      guards: [{ type: 'live', key: namespace.key }] as const,
    };
    const revisions = await store.commit(commit);
    await store.commit(commitOf({ ...namespace, expected, terminating: true }));
    expect(await store.commit(commit)).toEqual(revisions);
  });

  it('answers a create by its uid, with the first revision, after others have written the object', async () => {
    const put = newPut('adopted');
    const first = await store.commit(commitOf(put));
    const update = { ...put, expected: first[0] ?? 0 };
    const updated = await store.commit(commitOf(update));
    expect(await store.commit(commitOf(put))).toEqual(first);
    expect((await store.get(put.key))?.revision).toBe(updated[0]);
  });

  it('answers an update by its request id', async () => {
    const put = newPut('updated-twice');
    const [expected = 0] = await store.commit(commitOf(put));
    const update = commitOf({ ...put, expected });
    const revisions = await store.commit(update);
    expect(await store.commit(update)).toEqual(revisions);
  });
});

describe('a guard', () => {
  const lease = newPut('lease', { mark: 'holder-1/4' });
  const live = { type: 'live', key: lease.key } as const;

  it('asks that an object exists with this uid and mark', async () => {
    const absent = { type: 'live', key: podKey('absent') } as const;
    expect(await refusal(store.commit({ ...commitOf(newPut('g1')), guards: [absent] }))).toEqual({
      reason: 'guard',
      index: 0,
      why: 'missing',
    });
    await store.commit(commitOf(lease));
    await store.commit({ ...commitOf(newPut('g2')), guards: [{ ...live, uid: lease.uid, mark: 'holder-1/4' }] });
    expect(await refusal(store.commit({ ...commitOf(newPut('g3')), guards: [{ ...live, uid: 'other' }] }))).toEqual({
      reason: 'guard',
      index: 0,
      why: 'uid',
    });
    expect(
      await refusal(store.commit({ ...commitOf(newPut('g3')), guards: [live, { ...live, mark: 'holder-2/5' }] })),
    ).toEqual({ reason: 'guard', index: 1, why: 'mark' });
  });

  it('asks that an object is not terminating, and says so before that a name is taken', async () => {
    const namespace = newPut('ending', { terminating: true });
    await store.commit(commitOf(namespace));
    const guards = [{ type: 'live', key: namespace.key }] as const;
    expect(await refusal(store.commit({ ...commitOf(newPut('ending')), guards }))).toEqual({
      reason: 'guard',
      index: 0,
      why: 'terminating',
    });
  });

  it('counts up to its limit and no further', async () => {
    const take = { type: 'counter', counter: 'default/pods', add: 2, limit: 3 } as const;
    await store.commit({ ...commitOf(newPut('quota-a')), guards: [take] });
    expect(await refusal(store.commit({ ...commitOf(newPut('quota-b')), guards: [take] }))).toEqual({
      reason: 'guard',
      index: 0,
      why: 'limit',
    });
    await store.commit({ ...commitOf(newPut('quota-c')), guards: [{ ...take, add: -1 }] });
    await store.commit({ ...commitOf(newPut('quota-b')), guards: [take] });
    expect(
      await refusal(store.commit({ ...commitOf(newPut('quota-d')), guards: [{ ...take, add: -1 }, take] })),
    ).toEqual({ reason: 'guard', index: 1, why: 'limit' });
  });
});

describe('a listing', () => {
  const inOrder = ['a', 'a-1', 'b'];

  beforeAll(async () => {
    for (const namespace of ['list', 'list-2']) {
      for (const name of ['b', 'a', 'a-1']) {
        await store.commit(commitOf(newPut(name, { key: { resource: 'widgets', namespace, name } })));
      }
    }
  });

  it('pages through one namespace in order', async () => {
    const first = await store.page('widgets', { namespace: 'list', limit: 2 });
    expect(first.objects.map((object) => object.key.name)).toEqual(['a', 'a-1']);
    expect(first.next).toBe('list/b');
    const second = await store.page('widgets', { namespace: 'list', limit: 2, from: first.next ?? '' });
    expect(second.objects.map((object) => object.key.name)).toEqual(['b']);
    expect(second.next).toBeUndefined();
  });

  it('is of one revision, across namespaces or of one', async () => {
    const all = await store.listAt('widgets');
    expect(all.objects.map((object) => object.key.name)).toEqual([...inOrder, ...inOrder]);
    expect(all.revision).toBe(await store.revision());
    const one = await store.listAt('widgets', 'list-2');
    expect(one.objects.map((object) => object.key)).toEqual(
      inOrder.map((name) => ({ resource: 'widgets', namespace: 'list-2', name })),
    );
  });

  it('shows a state that was there at its revision, while others write', async () => {
    const size = 700;
    const names = Array.from({ length: size }, (_, index) => `moving-${String(index).padStart(4, '0')}`);
    const puts = names.map((name) => newPut(name, { key: { resource: 'movers', namespace: 'm', name } }));
    const created = await Promise.all(puts.map((put) => store.commit(commitOf(put))));
    // Every commit deletes one and creates its twin, so at each revision pair their number is the same.
    const swaps = puts.map((put, index) => {
      const name = `${put.key.name}-twin`;
      const twin = newPut(name, { key: { ...put.key, name } });
      return store.commit(commitOf(newDelete(put, created[index]?.[0] ?? 0), twin));
    });
    const listings = await Promise.all([store.listAt('movers'), store.listAt('movers'), store.listAt('movers')]);
    await Promise.all(swaps);
    for (const listing of listings) expect(listing.objects).toHaveLength(size);
    const final = await store.listAt('movers');
    expect(final.objects.map((object) => object.key.name)).toEqual(names.map((name) => `${name}-twin`));
  });
});

it('knows the epoch that its relay began', async () => {
  expect(await store.epoch()).toEqual({ number: 1, base: 0 });
});
