import type { ConfigMap } from '@flotilla/kinds/core/v1';
import { parseLabelSelector } from '@flotilla/machinery';
import { resourceType, type SeenEvent } from '@flotilla/registry';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../harness/until.ts';
import { coreKind, type Plane, startPlane } from './plane.ts';

const ConfigMaps = resourceType<ConfigMap>('v1', 'ConfigMap');
const kind = coreKind('ConfigMap');
const configMap = (name: string, labels: Record<string, string> = {}): ConfigMap => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'default', labels },
});
const place = (name: string) => ({ namespace: 'default', name });

let plane: Plane;

beforeAll(async () => {
  plane = await startPlane();
});
afterAll(() => plane.stop());

test('of many who change one object at once, none loses what another wrote', async () => {
  const { client } = plane;
  await client.create(ConfigMaps, { ...configMap('shared'), data: { count: '0' } });
  const writers = Array.from({ length: 10 }, (_, index) => `writer-${index}`);
  const increment = (writer: string) =>
    client.update(ConfigMaps, place('shared'), (object) => {
      object.data = { ...object.data, count: `${Number(object.data?.count) + 1}` };
      object.data[writer] = `${Number(object.data[writer] ?? 0) + 1}`;
    });
  await Promise.all(
    writers.map(async (writer) => {
      for (let time = 0; time < 10; time++) await increment(writer);
    }),
  );
  const { data } = (await client.get(ConfigMaps, place('shared'))) ?? {};
  expect(data).toEqual({ count: '100', ...Object.fromEntries(writers.map((writer) => [writer, '10'])) });
});

interface Written {
  readonly name: string;
  readonly revision: number;
  /** Absent: deleted. */
  readonly colour: string | undefined;
}

/** What a reader of the red ones must be told of these writes, by the definition of a selector. */
function expectedOf(writes: readonly Written[]): string[] {
  const red = new Set<string>();
  return writes
    .toSorted((one, other) => one.revision - other.revision)
    .flatMap(({ name, revision, colour }) => {
      const was = red.has(name);
      if (colour === 'red') red.add(name);
      else red.delete(name);
      const type = colour === 'red' ? (was ? 'MODIFIED' : 'ADDED') : was ? 'DELETED' : undefined;
      return type === undefined ? [] : [`${type} ${name}@${revision}`];
    });
}

async function writeAtRandom(name: string, times: number): Promise<Written[]> {
  const { client } = plane;
  const written: Written[] = [];
  let there = false;
  for (let time = 0; time < times; time++) {
    const colour = ['red', 'red', 'blue', undefined][Math.floor(Math.random() * 4)];
    if (colour === undefined && !there) continue;
    const revision = await writeOnce(client, name, { colour, there, time });
    there = colour !== undefined;
    written.push({ name, revision, colour });
  }
  return written;
}

async function writeOnce(
  client: Plane['client'],
  name: string,
  { colour, there, time }: { colour: string | undefined; there: boolean; time: number },
): Promise<number> {
  if (colour === undefined) return remove(name);
  const labels = { colour, time: `${time}` };
  const { metadata } = there
    ? await client.update(ConfigMaps, place(name), (object) => Object.assign(object.metadata ?? {}, { labels }))
    : await client.create(ConfigMaps, configMap(name, labels));
  return Number(metadata?.resourceVersion);
}

async function remove(name: string): Promise<number> {
  const context = {
    user: { name: 'admin', groups: [] },
    fieldManager: 'test',
    requestId: `${name}-${Math.random()}`,
    dryRun: false,
    warn: () => undefined,
  };
  const { revision } = await plane.registry.remove({ target: { kind, ...place(name) }, options: {}, context });
  return revision;
}

interface Reader {
  readonly told: readonly string[];
  readonly stop: () => void;
}

async function readRed(resourceVersion: string): Promise<Reader> {
  const told: string[] = [];
  const labels = parseLabelSelector('colour=red').matches;
  const note = (events: readonly SeenEvent[]): void => {
    for (const { type, entry } of events) {
      told.push(`${type} ${entry.name}@${entry.revision}`);
      expect(entry.object().metadata.labels?.colour).toBe('red');
      expect(entry.object().metadata.resourceVersion).toBe(`${entry.revision}`);
    }
  };
  const options = { selection: { namespace: 'default', labels }, resourceVersion, sendInitialEvents: false };
  const sink = { events: note, state: () => undefined, expired: (why: string) => told.push(why) };
  const { stop } = await plane.registry.watch(kind, options, sink);
  return { told, stop };
}

test('a watch with a selector sees each object come, change and go, and nothing else, whatever is written meanwhile', async () => {
  const { store } = plane;
  const start = `${await store.revision()}`;
  const early = await readRed(start);
  const names = Array.from({ length: 8 }, (_, index) => `n${index}`);
  const writing = Promise.all(names.map((name) => writeAtRandom(name, 40)));
  const middle = `${await store.revision()}`;
  const late = await readRed(middle);
  const expected = expectedOf((await writing).flat());
  const resumed = await readRed(start);
  const after = expected.filter((text) => Number(text.split('@')[1]) > Number(middle));
  for (const [reader, wanted] of [
    [early, expected],
    [late, after],
    [resumed, expected],
  ] as const) {
    await until('all is told', () => (reader.told.at(-1) === wanted.at(-1) ? true : undefined));
    expect(reader.told).toEqual(wanted);
    reader.stop();
  }
});

test('a listing is of a revision not older than any write, of whatever kind, that was answered before', async () => {
  const { client, registry } = plane;
  for (let time = 0; time < 50; time++) {
    const { metadata } = await client.create(ConfigMaps, configMap(`listed-${time}`));
    const { revision } = await registry.list(coreKind('Secret'), { selection: { namespace: '' } });
    expect(revision).toBeGreaterThanOrEqual(Number(metadata?.resourceVersion));
  }
});
