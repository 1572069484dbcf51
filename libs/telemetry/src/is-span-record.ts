import { isJsonObject } from '@flotilla/machinery';
import { type SpanRecord, spanKinds } from './span-record.ts';
import { parseTraceparent } from './traceparent.ts';

/** Whether what was read from a file or a node's message is a whole span. */
export function isSpanRecord(value: unknown): value is SpanRecord {
  if (!isJsonObject(value)) return false;
  const { traceId, spanId, parentSpanId, name, service, kind, startMs, durationMs, attributes, links, events, error } =
    value;
  return (
    isPlace(traceId, spanId) &&
    (parentSpanId === undefined || isPlace(traceId, parentSpanId)) &&
    typeof name === 'string' &&
    typeof service === 'string' &&
    spanKinds.some((known) => known === kind) &&
    isTime(startMs) &&
    isTime(durationMs) &&
    isAttributes(attributes) &&
    isArrayOf(links, isTraceparent) &&
    isArrayOf(events, isEvent) &&
    (error === undefined || typeof error === 'string')
  );
}

function isPlace(traceId: unknown, spanId: unknown): boolean {
  return typeof traceId === 'string' && typeof spanId === 'string' && isTraceparent(`00-${traceId}-${spanId}-01`);
}

function isTraceparent(value: unknown): boolean {
  return typeof value === 'string' && parseTraceparent(value) !== undefined;
}

function isTime(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

function isEvent(value: unknown): boolean {
  return (
    isJsonObject(value) && typeof value.name === 'string' && isTime(value.timeMs) && isAttributes(value.attributes)
  );
}

function isAttributes(value: unknown): boolean {
  return isJsonObject(value) && Object.values(value).every((entry) => isPlain(entry) || isArrayOf(entry, isPlain));
}

function isPlain(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function isArrayOf(value: unknown, is: (entry: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(is);
}
