import { expect, test } from 'vitest';
import { createSpanBatches } from './span-batches.ts';
import type { SpanRecord } from './span-record.ts';

const span = (name: string): SpanRecord => ({
  traceId: 'a'.repeat(32),
  spanId: 'b'.repeat(16),
  name,
  service: 'api',
  kind: 'internal',
  startMs: 0,
  durationMs: 0,
  attributes: {},
  links: [],
  events: [],
});

const named = (batch: readonly SpanRecord[]) => batch.map(({ name }) => name);

test('spans that end together are written together, without anyone closing', async () => {
  const written = Promise.withResolvers<string[]>();
  const sink = { name: 'ring', write: async (batch: readonly SpanRecord[]) => written.resolve(named(batch)), close };
  const batches = createSpanBatches(sink, { warn: () => {} });
  batches.add([span('one')]);
  batches.add([span('two')]);
  expect(await written.promise).toEqual(['one', 'two']);
  await batches.close();
});

test('what ends while a batch is being written goes with the next', async () => {
  const first = Promise.withResolvers<void>();
  const written: string[][] = [];
  const begun = Promise.withResolvers<void>();
  const write = async (batch: readonly SpanRecord[]) => {
    written.push(named(batch));
    begun.resolve();
    if (written.length === 1) await first.promise;
  };
  const batches = createSpanBatches({ name: 'ring', write, close }, { warn: () => {} });
  batches.add([span('one')]);
  await begun.promise;
  batches.add([span('two')]);
  const closed = batches.close();
  first.resolve();
  await closed;
  expect(written).toEqual([['one'], ['two']]);
});

test('many spans at once go in batches that do not wait for more', async () => {
  const sizes: number[] = [];
  const lastBut = Promise.withResolvers<void>();
  const write = async (batch: readonly SpanRecord[]) => {
    sizes.push(batch.length);
    if (sizes.length === 2) lastBut.resolve();
  };
  const batches = createSpanBatches({ name: 'ring', write, close }, { warn: () => {} });
  batches.add(Array.from({ length: 1200 }, () => span('one')));
  expect(sizes).toEqual([]);
  await lastBut.promise;
  await batches.close();
  expect(sizes).toEqual([500, 500, 200]);
});

test('a sink that takes nothing costs bounded memory, and what is dropped is counted', async () => {
  const warnings: unknown[] = [];
  let taken = 0;
  const write = async (batch: readonly SpanRecord[]) => {
    taken += batch.length;
  };
  const batches = createSpanBatches(
    { name: 'otlp', write, close },
    { warn: (message, fields) => warnings.push({ message, ...fields }) },
  );
  batches.add(Array.from({ length: 10_003 }, () => span('one')));
  await batches.close();
  expect(taken).toBe(10_000);
  expect(warnings).toEqual([{ message: 'Spans were dropped because their sink was too slow', sink: 'otlp', spans: 3 }]);
});

test('a sink that fails is logged once until it works again', async () => {
  const warnings: string[] = [];
  const outcomes = ['fails', 'fails', 'works', 'fails'];
  const told = outcomes.map(() => Promise.withResolvers<void>());
  let batchNumber = 0;
  const write = async () => {
    const outcome = outcomes[batchNumber];
    told[batchNumber]?.resolve();
    batchNumber += 1;
    if (outcome === 'fails') throw new Error('disk full');
  };
  const batches = createSpanBatches({ name: 'ring', write, close }, { warn: (message) => warnings.push(message) });
  for (const { promise } of told) {
    batches.add([span('one')]);
    await promise;
  }
  await batches.close();
  expect(warnings).toEqual(['Cannot hand on spans', 'Cannot hand on spans']);
});

async function close(): Promise<void> {}
