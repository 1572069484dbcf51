import { expect, test } from 'vitest';
import { formatTraceparent, parseTraceparent } from './traceparent.ts';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const spanId = '00f067aa0ba902b7';

test('what is written is read back', () => {
  for (const sampled of [true, false]) {
    expect(parseTraceparent(formatTraceparent({ traceId, spanId, sampled }))).toEqual({ traceId, spanId, sampled });
  }
});

test('only the lowest flag says that a trace is sampled', () => {
  expect(parseTraceparent(`00-${traceId}-${spanId}-03`)?.sampled).toBe(true);
  expect(parseTraceparent(`00-${traceId}-${spanId}-02`)?.sampled).toBe(false);
});

test('a later version may say more after the flags', () => {
  expect(parseTraceparent(`cc-${traceId}-${spanId}-01-more`)).toEqual({ traceId, spanId, sampled: true });
});

test.each([
  ['empty text', ''],
  ['version ff', `ff-${traceId}-${spanId}-01`],
  ['more than version 00 holds', `00-${traceId}-${spanId}-01-more`],
  ['more after the flags without a hyphen', `cc-${traceId}-${spanId}-01more`],
  ['upper case', `00-${traceId.toUpperCase()}-${spanId}-01`],
  ['a zero trace', `00-${'0'.repeat(32)}-${spanId}-01`],
  ['a zero span', `00-${traceId}-${'0'.repeat(16)}-01`],
  ['a short trace', `00-${traceId.slice(1)}-${spanId}-01`],
  ['a newline at the end', `00-${traceId}-${spanId}-01\n`],
])('%s is no traceparent', (_what, text) => {
  expect(parseTraceparent(text)).toBeUndefined();
});
