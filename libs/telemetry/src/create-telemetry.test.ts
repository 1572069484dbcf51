import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createTelemetry } from './create-telemetry.ts';
import type { SpanRecord } from './span-record.ts';
import type { Telemetry } from './telemetry.ts';
import { parseTraceparent } from './traceparent.ts';

const elsewhere = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-00`;

interface Collected {
  telemetry: Telemetry;
  warnings: string[];
  /** Closes, and tells what was made, by span name. */
  spans(): Promise<Map<string, SpanRecord>>;
}

function collecting(service = 'api'): Collected {
  const spans: SpanRecord[] = [];
  const warnings: string[] = [];
  const telemetry = createTelemetry({
    service,
    export: (batch) => spans.push(...batch),
    log: { warn: (message) => warnings.push(message) },
  });
  return {
    telemetry,
    warnings,
    async spans() {
      await telemetry.close();
      return new Map(spans.map((span) => [span.name, span]));
    },
  };
}

test('a span within a span is its child, also after the work has waited', async () => {
  const { telemetry, spans } = collecting();
  await telemetry.span('request', {}, async () => {
    await setImmediate();
    await telemetry.span('commit', {}, async () => {});
  });
  const made = await spans();
  expect(made.get('request')).not.toHaveProperty('parentSpanId');
  expect(made.get('commit')).toMatchObject({
    traceId: made.get('request')?.traceId,
    parentSpanId: made.get('request')?.spanId,
  });
});

test('requests served at the same time keep their traces apart', async () => {
  const { telemetry, spans } = collecting();
  const serve = (name: string) =>
    telemetry.span(`request ${name}`, {}, async () => {
      await setImmediate();
      await telemetry.span(`commit ${name}`, {}, async () => {});
    });
  await Promise.all([serve('one'), serve('two')]);
  const made = await spans();
  expect(made.get('commit one')?.parentSpanId).toBe(made.get('request one')?.spanId);
  expect(made.get('commit two')?.parentSpanId).toBe(made.get('request two')?.spanId);
});

test('the context is one for all services of a process', async () => {
  const api = collecting('api');
  const registry = collecting('registry');
  await api.telemetry.span('request', {}, () => registry.telemetry.span('commit', {}, async () => {}));
  const request = (await api.spans()).get('request');
  expect((await registry.spans()).get('commit')).toMatchObject({ service: 'registry', parentSpanId: request?.spanId });
});

test('a span continues the traceparent it is given, sampled or not, and tells where it is', async () => {
  const { telemetry, spans } = collecting();
  const told = await telemetry.span('request', { parent: elsewhere }, async () => telemetry.current());
  const request = (await spans()).get('request');
  expect(request).toMatchObject({ traceId: 'a'.repeat(32), parentSpanId: 'b'.repeat(16) });
  expect(parseTraceparent(told ?? '')).toEqual({ traceId: 'a'.repeat(32), spanId: request?.spanId, sampled: true });
});

test.each(['none', 'not a traceparent'])('the parent "%s" begins a trace', async (parent) => {
  const { telemetry, spans } = collecting();
  await telemetry.span('outer', {}, () => telemetry.span('inner', { parent }, async () => {}));
  const made = await spans();
  expect(made.get('inner')).not.toHaveProperty('parentSpanId');
  expect(made.get('inner')?.traceId).not.toBe(made.get('outer')?.traceId);
});

test('nothing is active outside of spans', async () => {
  const { telemetry } = collecting();
  await telemetry.span('request', {}, async () => {});
  expect(telemetry.current()).toBeUndefined();
  await telemetry.close();
});

test('a step is a child of the active span, and no span where none is active', async () => {
  const { telemetry, spans } = collecting();
  const result = await telemetry.step('heartbeat commit', {}, async (span) => {
    span.set({ 'flotilla.verb': 'update' });
    return telemetry.current() ?? 'untraced';
  });
  await telemetry.span('request', {}, () => telemetry.step('commit', {}, async () => {}));
  const made = await spans();
  expect(result).toBe('untraced');
  expect([...made.keys()]).toEqual(['commit', 'request']);
  expect(made.get('commit')?.parentSpanId).toBe(made.get('request')?.spanId);
});

test('a span keeps its links, attributes, events and kind', async () => {
  const { telemetry, spans } = collecting();
  const options = { links: [elsewhere, 'not a traceparent'], attributes: { 'flotilla.verb': 'create' } };
  await telemetry.span('reconcile', { ...options, kind: 'consumer' }, async (span) => {
    span.set({ 'k8s.pod.name': 'hello' });
    span.event('queued', { depth: 3 });
  });
  const reconcile = (await spans()).get('reconcile');
  expect(reconcile).toMatchObject({
    kind: 'consumer',
    links: [`00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`],
    attributes: { 'flotilla.verb': 'create', 'k8s.pod.name': 'hello' },
    events: [{ name: 'queued', attributes: { depth: 3 } }],
  });
  expect(reconcile).not.toHaveProperty('error');
});

test('work that throws marks its span and throws on', async () => {
  const { telemetry, spans } = collecting();
  const refused = new RangeError('replicas must be at least 0, got -1');
  await expect(telemetry.span('validate', {}, () => Promise.reject(refused))).rejects.toBe(refused);
  expect((await spans()).get('validate')).toMatchObject({
    error: 'replicas must be at least 0, got -1',
    attributes: { 'error.type': 'RangeError' },
  });
});

test('a span lies where it happened in time', async () => {
  const { telemetry, spans } = collecting();
  const before = Date.now();
  await telemetry.span('request', {}, () => setImmediate());
  telemetry.start('wait', { startMs: before - 5000 }).end();
  const made = await spans();
  const request = made.get('request');
  // The clocks' resolution is a millisecond, and they may be two apart.
  expect(request?.startMs).toBeGreaterThanOrEqual(before - 3);
  expect((request?.startMs ?? 0) + (request?.durationMs ?? 0)).toBeLessThanOrEqual(Date.now() + 3);
  expect(made.get('wait')?.startMs).toBe(before - 5000);
  expect(made.get('wait')?.durationMs).toBeGreaterThanOrEqual(4997);
});

test('an open span is not active, and a second end changes nothing', async () => {
  const { telemetry, spans } = collecting();
  const span = telemetry.start('mailbox');
  expect(telemetry.current()).toBeUndefined();
  span.end();
  span.set({ late: true });
  span.end();
  expect((await spans()).get('mailbox')?.attributes).toEqual({});
});

test('spans of a node go the same way, and what is none is dropped and logged', async () => {
  const agent = collecting('node-agent');
  await agent.telemetry.span('container.start', { parent: elsewhere }, async () => {});
  const sent = [...(await agent.spans()).values()];
  const gateway = collecting('node-gateway');
  gateway.telemetry.record(JSON.parse(JSON.stringify([...sent, { traceId: 'no' }])));
  expect([...(await gateway.spans()).values()]).toEqual(sent);
  expect(gateway.warnings).toEqual(['Dropped what is no span']);
});
