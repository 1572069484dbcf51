import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTelemetry, objectAttributes, type SpanRecord } from '@flotilla/telemetry';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { renderTrace, renderTraceJson } from './render-trace.ts';
import { podSpans, podTraceId } from './spans.fixture.ts';
import { traceObject } from './trace-object.ts';

const hello = { resource: 'pods', namespace: 'default', name: 'hello' };
let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flotilla-trace-'));
  onTestFinished(() => rm(folder, { recursive: true }));
});

async function keep(spans: readonly SpanRecord[]): Promise<void> {
  const telemetry = createTelemetry({ service: 'node-gateway', ringFolder: folder, log: { warn: console.warn } });
  telemetry.record(spans);
  await telemetry.close();
}

test('a waterfall shows who did what when, what failed, and the whole', async () => {
  await keep(podSpans);
  expect(`\n${renderTrace(await traceObject(folder, hello), 110)}`).toMatchInlineSnapshot(`
    "
    pods:default/hello, trace 11111111111111111111111111111111, 2026-01-02T03:04:05.678Z

    SERVICE             SPAN                            START  DURATION
    api                 POST pods                      0.0 ms    4.3 ms  █
    api                   commit                       2.0 ms    1.5 ms  █
    relay                   publish                    3.5 ms    0.8 ms   █
    scheduler                 reconcile                5.0 ms    3.5 ms   █
    scheduler                   commit                 7.0 ms    1.3 ms    █
    node-agent                    start pod           12.0 ms  110.0 ms      █████████████████████████████████████
    node-agent                      pull image        14.0 ms   30.0 ms      ██████████
                                      failed: connection reset
    node-agent                      start container   46.0 ms   74.0 ms                 █████████████████████████
    cluster-controller        ↪ count pods             6.0 ms    2.0 ms    █
    cluster-controller          commit                 7.0 ms    1.0 ms    █

    total 122.0 ms: 10 spans of 5 services
    "
  `);
});

test('a program gets the spans with their places', async () => {
  await keep(podSpans);
  const { spans, ...head } = JSON.parse(renderTraceJson(await traceObject(folder, hello)));
  expect(head).toEqual({
    object: 'pods:default/hello',
    traceId: podTraceId,
    startMs: Date.UTC(2026, 0, 2, 3, 4, 5, 678),
    durationMs: 122,
  });
  expect(spans).toHaveLength(10);
  expect(spans[2]).toMatchObject({ name: 'publish', service: 'relay', offsetMs: 3.5, depth: 2, by: 'parent' });
});

test('the spans of several services, written as they ran, make one trace', async () => {
  const log = { warn: console.warn };
  const api = createTelemetry({ service: 'api', ringFolder: folder, log });
  const scheduler = createTelemetry({ service: 'scheduler', ringFolder: folder, log });
  const cause = await api.span('POST pods', { kind: 'server' }, () =>
    api.step('commit', { attributes: objectAttributes(hello, 'create') }, async () => api.current()),
  );
  await scheduler.span('reconcile', { parent: cause ?? 'none' }, async () => {});
  await Promise.all([api.close(), scheduler.close()]);
  const { spans } = JSON.parse(renderTraceJson(await traceObject(folder, hello)));
  expect(spans.map(({ name, depth }: { name: string; depth: number }) => [depth, name])).toEqual([
    [0, 'POST pods'],
    [1, 'commit'],
    [2, 'reconcile'],
  ]);
});

test('an object that the ring does not know is an error that tells what the ring holds', async () => {
  await keep(podSpans);
  const asked = traceObject(folder, { ...hello, name: 'other' });
  await expect(asked).rejects.toThrow(
    'Cannot trace pods:default/other: it must have been created since 2026-01-02T03:04:05.578Z, and was not. ' +
      `${folder} keeps the last 32 MB of spans, now 11`,
  );
});

test('a folder without spans is an error that names the folder', async () => {
  await writeFile(join(folder, 'notes.txt'), 'no spans here');
  await expect(traceObject(folder, hello)).rejects.toThrow(`${folder} must hold the spans of a cluster, got none`);
});
