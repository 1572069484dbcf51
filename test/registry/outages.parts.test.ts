import type { ConfigMap, Secret } from '@flotilla/kinds/core/v1';
import { type Entry, resourceType, type WatchCache } from '@flotilla/registry';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { until } from '../harness/until.ts';
import { coreKind, type Plane, startPlane } from './plane.ts';

const ConfigMaps = resourceType<ConfigMap>('v1', 'ConfigMap');
const Secrets = resourceType<Secret>('v1', 'Secret');
const kind = coreKind('ConfigMap');
const selection = { namespace: '' };

let plane: Plane;

beforeEach(async () => {
  plane = await startPlane();
});
afterEach(() => plane.stop());

const create = (name: string): Promise<ConfigMap> =>
  plane.client.create(ConfigMaps, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'default' } });
const namesOf = (entries: Iterable<Entry>): string[] => Array.from(entries, ({ name }) => name);

/** What a watch tells, from a revision on. */
async function watchFrom(resourceVersion: string): Promise<{ told: readonly string[]; stop(): void }> {
  const told: string[] = [];
  const sink = {
    events: (events: readonly { type: string; entry: Entry }[]) =>
      told.push(...events.map(({ type, entry }) => `${type} ${entry.name}`)),
    state: (events: readonly { entry: Entry }[]) => told.push(...events.map(({ entry }) => `STATE ${entry.name}`)),
    expired: (why: string) => told.push(`EXPIRED ${why}`),
  };
  const { stop } = await plane.registry.watch(kind, { selection, resourceVersion }, sink);
  return { told, stop };
}

const ends = {
  resolves: (told: readonly string[], last: string) => until(last, () => told.at(-1) === last || undefined),
};

describe.each([
  ['the relay', () => plane.relay.stop(), async () => plane.relay.start()],
  ['NATS', () => plane.nats.kill(), () => plane.nats.restart()],
] as const)('without %s', (_, stop, start) => {
  test('lists of any form are of the state that is committed, and can be watched from', async () => {
    const { registry, client } = plane;
    for (const name of ['a', 'b', 'c']) await create(name);
    await registry.list(kind, { selection });
    await stop();

    await create('d');
    await client.create(Secrets, { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's', namespace: 'default' } });
    const newest = await registry.list(kind, { selection });
    expect(namesOf(newest.entries)).toEqual(['a', 'b', 'c', 'd']);
    // Of a kind that nobody has asked for yet: its cache cannot be filled.
    expect(namesOf((await registry.list(coreKind('Secret'), { selection })).entries)).toEqual(['s']);
    const resourceVersion = `${newest.revision}`;
    for (const match of ['Exact', 'NotOlderThan'] as const) {
      const same = await registry.list(kind, { selection, resourceVersion, match });
      expect(namesOf(same.entries)).toEqual(['a', 'b', 'c', 'd']);
    }
    const first = await registry.list(kind, { selection, limit: 3 });
    const rest = await registry.list(kind, { selection, limit: 3, continue: first.continue ?? '' });
    expect(namesOf([...first.entries, ...rest.entries])).toEqual(['a', 'b', 'c', 'd']);
    expect(rest.revision).toBe(first.revision);

    const watching = await watchFrom(resourceVersion);
    await create('e');
    await start();
    await ends.resolves(watching.told, 'ADDED e');
    expect(watching.told).toEqual(['ADDED e']);
    watching.stop();
  });
});

test('a revision that nobody has committed is refused, with and without the relay', async () => {
  const refusal = expect.objectContaining({ code: 504, reason: 'Timeout' });
  const ask = async (): Promise<void> => {
    const resourceVersion = `${(await plane.store.revision()) + 1000}`;
    await expect(plane.registry.list(kind, { selection, resourceVersion })).rejects.toEqual(refusal);
    await expect(plane.registry.list(kind, { selection, resourceVersion, match: 'Exact' })).rejects.toEqual(refusal);
    await expect(watchFrom(resourceVersion)).rejects.toEqual(refusal);
  };
  await ask();
  await plane.relay.stop();
  await ask();
});

test('when Redis has been started again, writes wait for its gate and go on', async () => {
  await create('before');
  await plane.redis.restart();
  await until('a write is taken', async () => {
    await create('after');
    return true;
  });
  const { entries } = await plane.registry.list(kind, { selection });
  expect(namesOf(entries)).toEqual(['after', 'before']);
});

describe('when a new epoch begins', () => {
  test('watches are told that they cannot go on, and caches are filled anew', async () => {
    const { registry } = plane;
    const { metadata } = await create('a');
    const before = await registry.newestCache(kind);
    const watching = await watchFrom(metadata?.resourceVersion ?? '');
    await plane.loseStream();
    await ends.resolves(watching.told, 'EXPIRED the event stream has begun anew');
    expect(watching.told).toHaveLength(1);

    await until('a write is taken', async () => {
      await create('b');
      return true;
    });
    const after = await until('a cache is filled anew', async (): Promise<WatchCache | undefined> => {
      const cache = await registry.newestCache(kind);
      return cache === before ? undefined : cache;
    });
    expect(namesOf(after.list())).toEqual(['a', 'b']);

    const stale = await watchFrom(metadata?.resourceVersion ?? '');
    expect(stale.told).toEqual([expect.stringMatching(/^EXPIRED too old resource version/)]);
    const fresh = await watchFrom(`${after.revision}`);
    await create('c');
    await ends.resolves(fresh.told, 'ADDED c');
    expect(fresh.told).toEqual(['ADDED c']);
  });
});

describe('a feed', () => {
  test('begins anew with a follower that cannot take a change, and goes on with the others', async () => {
    const taken: string[] = [];
    let resets = 0;
    const follow = (changed: (names: string[]) => void) =>
      plane.feed.follow({
        resource: 'configmaps',
        changed: (changes) => changed(changes.map(({ key }) => key.name)),
        reset: () => resets++,
      });
    await follow((names) => {
      if (names.length > 0) throw new Error('cannot take it');
    });
    await follow((names) => taken.push(...names));
    await create('a');
    await create('b');
    await until('both are taken', () => (taken.length === 2 ? true : undefined));
    expect(taken).toEqual(['a', 'b']);
    expect(resets).toBe(1);
  });

  test('tells nothing more to a follower that has left', async () => {
    const taken: string[][] = [[], []];
    const [leave] = await Promise.all(
      taken.map((names) =>
        plane.feed.follow({
          resource: 'configmaps',
          changed: (changes) => names.push(...changes.map(({ key }) => key.name)),
          reset: () => undefined,
        }),
      ),
    );
    await create('a');
    await until('the first is taken', () => (taken[1]?.length === 1 ? true : undefined));
    leave?.();
    await create('b');
    await until('the second is taken', () => (taken[1]?.length === 2 ? true : undefined));
    expect(taken).toEqual([['a'], ['a', 'b']]);
  });
});
