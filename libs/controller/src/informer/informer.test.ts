import { kinds } from '@flotilla/kinds';
import type { KubernetesObject } from '@flotilla/machinery';
import { createRecordingLogger } from '@flotilla/process/testing';
import type { CacheListener, Entry, Registry, WatchCache } from '@flotilla/registry';
import { resourceType } from '@flotilla/registry';
import { expect, test } from 'vitest';
import { createSteppedClock } from '../clock/stepped-clock.ts';
import { createInformer, type InformerChange } from './informer.ts';

interface Seen {
  readonly name: string;
  readonly color: string;
}

const ConfigMaps = resourceType<{ data?: Record<string, string> }>('v1', 'ConfigMap');

function entry(name: string, color: string, revision: number, uid = name): Entry {
  const object: KubernetesObject = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { color } };
  const path = `default/${name}`;
  const body = JSON.stringify(object);
  return {
    path,
    namespace: 'default',
    name,
    uid,
    revision,
    body,
    object: () => JSON.parse(body),
    labels: () => ({}),
    fields: () => ({}),
  };
}

/** A cache as the registry hands it out, as far as an informer uses it. */
function cacheOf(entries: readonly Entry[], revision: number) {
  const listeners = new Set<CacheListener>();
  const cache = {
    list: () => entries,
    caughtUp: async (wanted: number) => wanted <= revision,
    listen: (listener: CacheListener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  } as unknown as WatchCache;
  return { cache, listeners };
}

async function setUp(entries: readonly Entry[]) {
  const clock = createSteppedClock();
  const caches = [cacheOf(entries, 10)];
  const fails: Error[] = [];
  const cache = async (): Promise<WatchCache> => {
    const failure = fails.pop();
    if (failure !== undefined) throw failure;
    return caches.at(-1)?.cache as WatchCache;
  };
  const registry = { kinds, cache } as unknown as Registry;
  const { logger: log } = createRecordingLogger();
  const informer = createInformer({ registry, clock, log }, ConfigMaps, {
    project: ({ metadata, data }): Seen => ({ name: metadata.name ?? '', color: data?.color ?? '' }),
    indices: { color: ({ color }) => [color] },
  });
  const told: string[] = [];
  informer.listen(({ path, before, after }: InformerChange<Seen>) =>
    told.push(`${path}: ${before?.color ?? '-'} to ${after?.color ?? '-'}`),
  );
  await informer.start();
  return { clock, caches, fails, informer, told, listeners: caches[0]?.listeners ?? new Set<CacheListener>() };
}

test('what is there is told, and found by path, namespace and index', async () => {
  const { informer, told } = await setUp([entry('a', 'red', 1), entry('b', 'blue', 2)]);
  expect(told).toEqual(['default/a: - to red', 'default/b: - to blue']);
  expect(informer.get('default/a')?.color).toBe('red');
  expect([...informer.list('default')]).toHaveLength(2);
  expect([...informer.list('other')]).toHaveLength(0);
  expect(informer.under('color', 'blue')).toEqual([{ name: 'b', color: 'blue' }]);
  expect(() => informer.under('shape', 'round')).toThrow('there is no index shape');
});

test('changes are told with what was before, and the index follows', async () => {
  const { informer, listeners, told } = await setUp([entry('a', 'red', 1)]);
  const before = entry('a', 'red', 1);
  const changed = { type: 'MODIFIED' as const, revision: 3, entry: entry('a', 'green', 3), before };
  const removed = { type: 'DELETED' as const, revision: 4, entry: entry('a', 'green', 4), before };
  for (const { changed: tell } of listeners) tell([{ ...changed, traceparent: undefined }]);
  expect(informer.under('color', 'red')).toEqual([]);
  expect(informer.under('color', 'green')).toHaveLength(1);
  for (const { changed: tell } of listeners) tell([{ ...removed, traceparent: undefined }]);
  expect(told.slice(1)).toEqual(['default/a: red to green', 'default/a: green to -']);
  expect(informer.under('color', 'green')).toEqual([]);
});

test('after a reset only what differs from before is told', async () => {
  const { clock, informer, caches, listeners, told } = await setUp([
    entry('kept', 'red', 1),
    entry('changed', 'red', 2),
    entry('gone', 'red', 3),
  ]);
  told.length = 0;
  caches.push(cacheOf([entry('kept', 'red', 1), entry('changed', 'blue', 1005), entry('new', 'red', 1006)], 1010));
  for (const { reset } of listeners) reset();
  await clock.step(0);
  expect(told).toEqual(['default/changed: red to blue', 'default/new: - to red', 'default/gone: red to -']);
  await informer.caughtUp(1010);
});

test('an object that was deleted and made again is told as gone and then as new', async () => {
  const { clock, caches, listeners, told } = await setUp([entry('a', 'red', 1, 'first')]);
  caches.push(cacheOf([entry('a', 'blue', 20, 'second')], 20));
  for (const { reset } of listeners) reset();
  await clock.step(0);
  expect(told.slice(1)).toEqual(['default/a: red to -', 'default/a: - to blue']);
});

test('a listing that fails is tried again', async () => {
  const { clock, caches, fails, informer, listeners } = await setUp([]);
  fails.push(new Error('no store'));
  caches.push(cacheOf([entry('a', 'red', 20)], 20));
  for (const { reset } of listeners) reset();
  await clock.step(500);
  expect(informer.get('default/a')?.color).toBe('red');
});

test('waiting for a revision ends when the informer stops', async () => {
  const { informer } = await setUp([]);
  const waiting = informer.caughtUp(10_000);
  informer.stop();
  await waiting;
});
