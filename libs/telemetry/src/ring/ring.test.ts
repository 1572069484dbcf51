import { appendFile, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { SpanRecord } from '../span-record.ts';
import { readRing } from './read-ring.ts';
import { createRingSink } from './ring-sink.ts';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flotilla-ring-'));
});

afterEach(() => rm(folder, { recursive: true }));

function span(name: string): SpanRecord {
  return {
    traceId: 'a'.repeat(32),
    spanId: 'b'.repeat(16),
    name,
    service: 'api',
    kind: 'internal',
    startMs: 1,
    durationMs: 2,
    attributes: {},
    links: [],
    events: [],
  };
}

async function namesIn(ring: string): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of readRing(ring)) names.push(name);
  return names.sort();
}

async function bytesIn(ring: string): Promise<number> {
  const sizes = (await readdir(ring)).map(async (name) => (await stat(join(ring, name))).size);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

async function onlySegment(): Promise<string> {
  const [name = '', ...others] = await readdir(folder);
  expect(others).toEqual([]);
  return join(folder, name);
}

test('what is written is read back whole', async () => {
  await createRingSink({ folder, service: 'api' }).write([span('one')]);
  for await (const read of readRing(folder)) expect(read).toEqual(span('one'));
  expect(await namesIn(folder)).toEqual(['one']);
});

test('writers share a folder that the first of them makes', async () => {
  const shared = join(folder, 'data', 'traces');
  await createRingSink({ folder: shared, service: 'api' }).write([span('request')]);
  await createRingSink({ folder: shared, service: 'relay' }).write([span('publish')]);
  expect(await namesIn(shared)).toEqual(['publish', 'request']);
});

test('a folder that is not there holds nothing', async () => {
  expect(await namesIn(join(folder, 'nowhere'))).toEqual([]);
});

test('a line that a killed writer left torn is left out, and nothing else', async () => {
  const ring = createRingSink({ folder, service: 'api' });
  await ring.write([span('one'), span('two')]);
  await appendFile(await onlySegment(), JSON.stringify(span('torn')).slice(0, 60));
  await createRingSink({ folder, service: 'relay' }).write([span('three')]);
  expect(await namesIn(folder)).toEqual(['one', 'three', 'two']);
});

test('the oldest segments go, and the newest span is always there', async () => {
  const ring = createRingSink({ folder, service: 'api', segments: 4, segmentBytes: 2000 });
  for (let count = 0; count < 200; count += 1) await ring.write([span(`span-${String(count).padStart(3, '0')}`)]);
  const kept = await namesIn(folder);
  expect(kept.at(-1)).toBe('span-199');
  expect(kept).toEqual(Array.from({ length: kept.length }, (_, index) => `span-${200 - kept.length + index}`));
  const bytes = await bytesIn(folder);
  expect(bytes).toBeLessThanOrEqual(4 * 2000);
  expect(bytes).toBeGreaterThan(3 * 2000 - 3 * 200);
});

test('the small segments of processes that came and went do not pile up', async () => {
  for (let count = 0; count < 40; count += 1) {
    await createRingSink({ folder, service: `restarted-${count}`, segments: 1 }).write([span(`span-${count}`)]);
  }
  expect((await readdir(folder)).length).toBeLessThanOrEqual(17);
  expect(await namesIn(folder)).toContain('span-39');
});

test('a writer goes on when another has deleted its segment', async () => {
  const ring = createRingSink({ folder, service: 'api' });
  await ring.write([span('one')]);
  await rm(await onlySegment());
  await ring.write([span('two')]);
  expect(await namesIn(folder)).toEqual(['two']);
});

test('a writer whose folder was deleted makes it again', async () => {
  const gone = join(folder, 'traces');
  const ring = createRingSink({ folder: gone, service: 'api' });
  await ring.write([span('one')]);
  await rm(gone, { recursive: true });
  await expect(ring.write([span('lost')])).rejects.toMatchObject({ code: 'ENOENT' });
  await ring.write([span('two')]);
  expect(await namesIn(gone)).toEqual(['two']);
});
