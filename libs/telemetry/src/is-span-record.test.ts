import { expect, test } from 'vitest';
import { isSpanRecord } from './is-span-record.ts';
import type { SpanRecord } from './span-record.ts';

const whole: SpanRecord = {
  traceId: 'a'.repeat(32),
  spanId: 'b'.repeat(16),
  parentSpanId: 'c'.repeat(16),
  name: 'container.start',
  service: 'node-agent',
  kind: 'internal',
  startMs: 1_700_000_000_000.25,
  durationMs: 12.5,
  attributes: { 'k8s.pod.name': 'hello', ports: [80, 443], init: false },
  links: [`00-${'d'.repeat(32)}-${'e'.repeat(16)}-01`],
  events: [{ name: 'pulled', timeMs: 1_700_000_000_001, attributes: {} }],
  error: 'no such image',
};

test('a span is known after its way through JSON', () => {
  expect(isSpanRecord(JSON.parse(JSON.stringify(whole)))).toBe(true);
});

test('parent and error may be absent', () => {
  const { parentSpanId: _parent, error: _error, ...rest } = whole;
  expect(isSpanRecord(rest)).toBe(true);
});

test.each<[string, unknown]>([
  ['null', null],
  ['a list', [whole]],
  ['a trace id that is none', { ...whole, traceId: 'hello' }],
  ['a parent that is none', { ...whole, parentSpanId: '../..' }],
  ['an unknown kind', { ...whole, kind: 'remote' }],
  ['a start that is text', { ...whole, startMs: 'now' }],
  ['a negative duration', { ...whole, durationMs: -1 }],
  ['an attribute that is an object', { ...whole, attributes: { 'k8s.pod': { name: 'hello' } } }],
  ['a link that is no traceparent', { ...whole, links: ['hello'] }],
  ['an event without a time', { ...whole, events: [{ name: 'pulled', attributes: {} }] }],
])('%s is not taken for a span', (_what, value) => {
  expect(isSpanRecord(value)).toBe(false);
});
