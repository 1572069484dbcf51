import { expect, test } from 'vitest';
import { podSpans, podTraceId } from './spans.fixture.ts';
import { traceTree, walk, withoutIdle } from './trace-tree.ts';

function outline(spans: typeof podSpans): string[] {
  return Array.from(walk(traceTree(spans, podTraceId)), ({ node, depth }) =>
    [`${'  '.repeat(depth)}${node.span.name}`, ...(node.by === 'link' ? ['(linked)'] : [])].join(' '),
  );
}

const whole = [
  'POST pods',
  '  commit',
  '    publish',
  '      reconcile',
  '        commit',
  '          start pod',
  '            pull image',
  '            start container',
  '      count pods (linked)',
  '        commit',
];

test('each span stands below its cause, in whatever order the spans come', () => {
  expect(outline(podSpans)).toEqual(whole);
  expect(outline([...podSpans].reverse())).toEqual(whole);
});

test('what was lost leaves those below it at the top', () => {
  expect(outline(podSpans.filter(({ name }) => name !== 'publish' && name !== 'count pods'))).toEqual([
    'POST pods',
    '  commit',
    'reconcile',
    '  commit',
    '    start pod',
    '      pull image',
    '      start container',
  ]);
});

test('a client may have begun the trace', () => {
  const fromClient = podSpans.map((span) =>
    span.name === 'POST pods' ? { ...span, parentSpanId: '9'.repeat(16) } : span,
  );
  expect(outline(fromClient)).toEqual(whole);
});

test('a link within the trace adds no second place', () => {
  const linked = podSpans.map((span) =>
    span.name === 'start container' ? { ...span, links: [`00-${podTraceId}-${'a1'.padStart(16, '0')}-01`] } : span,
  );
  expect(outline(linked)).toEqual(whole);
});

test('reconciles that found nothing to do are left out, and those that failed are not', () => {
  const spans = podSpans.map((span) => (span.name === 'reconcile' ? { ...span, name: 'reconcile pods' } : span));
  const last = spans.find(({ name }) => name === 'start container') ?? spans[0];
  if (last === undefined) throw new Error('Cannot go on: the fixture must have spans');
  const idle = { ...last, spanId: 'a'.repeat(16), name: 'reconcile garbage' };
  const failed = { ...last, spanId: 'b'.repeat(16), name: 'reconcile broken', error: 'no' };
  const names = Array.from(
    walk(withoutIdle(traceTree([...spans, idle, failed], podTraceId))),
    ({ node }) => node.span.name,
  );
  expect(names).toContain('reconcile pods');
  expect(names).toContain('reconcile broken');
  expect(names).not.toContain('reconcile garbage');
});
