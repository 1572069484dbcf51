import { describe, expect, test } from 'vitest';
import { seenBy } from '../read/selection.ts';
import { change, configMaps, entryParts } from './cache.fixture.ts';
import type { CacheEvent } from './history.ts';
import { WatchCache } from './watch-cache.ts';

const LIMITS = { ageMs: 1000, bytes: 1_000_000 };

function cacheOf(names: readonly string[], revision = 10): WatchCache {
  const entries = names.map((name, index) => entryParts(name, index + 1));
  return new WatchCache(configMaps, { entries, revision, lastChange: names.length }, LIMITS);
}

const named = (entries: Iterable<{ readonly name: string }>): string[] => Array.from(entries, ({ name }) => name);

test('lists by path, from any path on', () => {
  const cache = cacheOf(['c', 'a', 'b']);
  expect(named(cache.list())).toEqual(['a', 'b', 'c']);
  expect(named(cache.list('default', 'default/b'))).toEqual(['b', 'c']);
  expect(named(cache.list('other'))).toEqual([]);
});

test('tells what was added, changed and deleted, with the version before', () => {
  const cache = cacheOf(['a']);
  const told: CacheEvent[] = [];
  cache.listen({ changed: (events) => told.push(...events), reset: () => undefined });
  cache.apply([change('ADDED', 'b', 11), change('MODIFIED', 'a', 12), change('DELETED', 'b', 13)], 13, 0);
  expect(told.map(({ type, entry, before }) => [type, entry.name, entry.revision, before?.revision])).toEqual([
    ['ADDED', 'b', 11, undefined],
    ['MODIFIED', 'a', 12, 1],
    ['DELETED', 'b', 13, 11],
  ]);
  expect(cache.revision).toBe(13);
});

test('leaves out what it already holds in a newer version', () => {
  const cache = new WatchCache(configMaps, { entries: [entryParts('a', 20)], revision: 20, lastChange: 20 }, LIMITS);
  cache.apply([change('MODIFIED', 'a', 19)], 19, 0);
  expect(cache.get('default/a')?.revision).toBe(20);
});

test('lists as it was at any revision that it remembers', () => {
  const cache = cacheOf(['a', 'b']);
  cache.apply([change('ADDED', 'c', 11), change('DELETED', 'a', 12), change('MODIFIED', 'b', 13)], 13, 0);
  const at = (revision: number) => Array.from(cache.listAt(revision), (entry) => `${entry.name}@${entry.revision}`);
  expect(at(10)).toEqual(['a@1', 'b@2']);
  expect(at(11)).toEqual(['a@1', 'b@2', 'c@11']);
  expect(at(12)).toEqual(['b@2', 'c@11']);
  expect(at(13)).toEqual(['b@13', 'c@11']);
});

test('refuses a revision that it has forgotten, as expired', () => {
  const cache = cacheOf(['a']);
  cache.apply([change('MODIFIED', 'a', 11)], 11, 0);
  cache.apply([change('MODIFIED', 'a', 12)], 12, 2000);
  expect(cache.floor).toBe(11);
  expect(() => cache.listAt(10)).toThrow('too old');
  expect(cache.since(10)).toBeUndefined();
  expect(cache.since(11)?.map(({ revision }) => revision)).toEqual([12]);
});

test('forgets the oldest when its versions take too much memory', () => {
  const cache = new WatchCache(configMaps, { entries: [], revision: 0, lastChange: 0 }, { ageMs: 1000, bytes: 400 });
  for (let revision = 1; revision <= 10; revision++) cache.apply([change('MODIFIED', 'a', revision)], revision, 0);
  expect(cache.floor).toBeGreaterThan(5);
  expect(cache.since(cache.floor)?.length).toBe(10 - cache.floor);
});

test('waits for a revision, and says so when it does not come', async () => {
  const cache = cacheOf(['a']);
  const waiting = cache.caughtUp(11, 10_000);
  cache.apply([], 11, 0);
  expect(await waiting).toBe(true);
  expect(await cache.caughtUp(12, 1)).toBe(false);
});

test('an object that leaves a selection is deleted to its reader, one that enters is added', () => {
  const cache = cacheOf([]);
  const seen: string[] = [];
  const selection = { namespace: '', labels: (labels: Readonly<Record<string, string>>) => labels.app === 'x' };
  const tell = (event: CacheEvent): void => {
    const { type, entry } = seenBy(selection, event) ?? {};
    if (entry !== undefined) seen.push(`${type} ${entry.revision} ${JSON.stringify(entry.labels())}`);
  };
  cache.listen({ changed: (events) => events.forEach(tell), reset: () => undefined });
  cache.apply([change('ADDED', 'a', 11)], 11, 0);
  cache.apply([change('MODIFIED', 'a', 12, { app: 'x' })], 12, 0);
  cache.apply([change('MODIFIED', 'a', 13, { app: 'y' })], 13, 0);
  cache.apply([change('DELETED', 'a', 14, { app: 'y' })], 14, 0);
  expect(seen).toEqual(['ADDED 12 {"app":"x"}', 'DELETED 13 {"app":"x"}']);
});

test('lets go of what is old although nothing of its kind happens any more', () => {
  const cache = cacheOf(['a']);
  cache.apply([change('MODIFIED', 'a', 11)], 11, 0);
  cache.apply([], 500, 2000);
  expect(cache.floor).toBe(11);
  expect(cache.since(10)).toBeUndefined();
});

test('whoever waits for or listens to a cache that has lost its place is told so', async () => {
  const cache = cacheOf(['a']);
  const waiting = cache.caughtUp(11, 10_000);
  cache.reset();
  expect(await waiting).toBe(false);
  expect(await cache.caughtUp(1, 10_000)).toBe(false);
  let resets = 0;
  cache.listen({ changed: () => undefined, reset: () => resets++ });
  expect(resets).toBe(1);
});

test('an object that leaves a selection bears the revision at which it left', () => {
  const cache = cacheOf([]);
  const seen: unknown[] = [];
  const selection = { namespace: '', labels: (labels: Readonly<Record<string, string>>) => labels.app === 'x' };
  cache.apply([change('ADDED', 'a', 11, { app: 'x' })], 11, 0);
  cache.listen({
    changed: (events) => seen.push(...events.map((event) => seenBy(selection, event)?.entry.object().metadata)),
    reset: () => undefined,
  });
  cache.apply([change('MODIFIED', 'a', 12, { app: 'y' })], 12, 0);
  expect(seen).toEqual([expect.objectContaining({ labels: { app: 'x' }, resourceVersion: '12' })]);
});

describe('whatever is written', () => {
  const LETTERS = 'abcdefgh';
  /** The same numbers for the same seed. Source: Park and Miller's generator. */
  function numbersFrom(seed: number): (below: number) => number {
    let state = seed;
    return (below) => {
      state = (state * 48_271) % 2_147_483_647;
      return state % below;
    };
  }

  test.each([1, 2, 3, 4, 5])('each revision can be listed, and followed from (seed %i)', (seed) => {
    const draw = numbersFrom(seed);
    const cache = cacheOf([], 0);
    const model = new Map<string, number>();
    const snapshots = [[] as string[]];
    for (let revision = 1; revision <= 200; revision++) {
      const name = LETTERS.charAt(draw(LETTERS.length));
      const type = !model.has(name) ? 'ADDED' : draw(3) === 0 ? 'DELETED' : 'MODIFIED';
      if (type === 'DELETED') model.delete(name);
      else model.set(name, revision);
      cache.apply([change(type, name, revision)], revision, 0);
      snapshots.push(Array.from(model, ([each, at]) => `${each}@${at}`).toSorted());
    }
    for (const [revision, snapshot] of snapshots.entries()) {
      const then = new Map(Array.from(cache.listAt(revision, 'default'), ({ name, revision: at }) => [name, at]));
      expect(Array.from(then, ([name, at]) => `${name}@${at}`)).toEqual(snapshot);
      for (const { type, entry } of cache.since(revision) ?? []) {
        if (type === 'DELETED') then.delete(entry.name);
        else then.set(entry.name, entry.revision);
      }
      expect(Array.from(then, ([name, at]) => `${name}@${at}`).toSorted()).toEqual(snapshots.at(-1));
      expect(named(cache.listAt(revision, 'default', 'default/d'))).toEqual(
        snapshot.map((text) => text.charAt(0)).filter((name) => name >= 'd'),
      );
    }
  });
});
