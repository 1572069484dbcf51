import { type HrTime, SpanKind as OtelKind, type SpanContext, SpanStatusCode, TraceFlags } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { type Attributes, type SpanKind, type SpanRecord, spanKinds } from './span-record.ts';
import { formatTraceparent, parseTraceparent } from './traceparent.ts';

/** Who made the spans, as OpenTelemetry names an instrumentation. */
export const instrumentation = 'flotilla';

const kindNumbers: Readonly<Record<SpanKind, OtelKind>> = {
  internal: OtelKind.INTERNAL,
  server: OtelKind.SERVER,
  client: OtelKind.CLIENT,
  producer: OtelKind.PRODUCER,
  consumer: OtelKind.CONSUMER,
};

export function kindNumber(kind: SpanKind): OtelKind {
  return kindNumbers[kind];
}

/** The place a traceparent names, for OpenTelemetry; undefined where it is none. */
export function placeOf(traceparent: string): SpanContext | undefined {
  const place = parseTraceparent(traceparent);
  if (place === undefined) return undefined;
  const { traceId, spanId, sampled } = place;
  return { traceId, spanId, traceFlags: sampled ? TraceFlags.SAMPLED : TraceFlags.NONE, isRemote: true };
}

/** A span that the SDK ended, as a record. */
export function recordOf(span: ReadableSpan, service: string): SpanRecord {
  const { traceId, spanId } = span.spanContext();
  return {
    traceId,
    spanId,
    ...(span.parentSpanContext !== undefined && { parentSpanId: span.parentSpanContext.spanId }),
    name: span.name,
    service,
    kind: spanKinds.find((kind) => kindNumbers[kind] === span.kind) ?? 'internal',
    startMs: millisecondsOf(span.startTime),
    durationMs: millisecondsOf(span.duration),
    attributes: plain(span.attributes),
    links: span.links.map(({ context }) => formatTraceparent({ ...context, sampled: true })),
    events: span.events.map(({ name, time, attributes = {} }) => ({
      name,
      timeMs: millisecondsOf(time),
      attributes: plain(attributes),
    })),
    ...(span.status.code === SpanStatusCode.ERROR && { error: span.status.message ?? '' }),
  };
}

/** A record, of this process or another, as exporters want it. */
export function readableOf(span: SpanRecord, resource: Resource): ReadableSpan {
  const { traceId, spanId, parentSpanId, name, error } = span;
  const place = { traceId, traceFlags: TraceFlags.SAMPLED };
  return {
    name,
    kind: kindNumbers[span.kind],
    spanContext: () => ({ ...place, spanId }),
    ...(parentSpanId !== undefined && { parentSpanContext: { ...place, spanId: parentSpanId } }),
    startTime: timeOf(span.startMs),
    endTime: timeOf(span.startMs + span.durationMs),
    duration: timeOf(span.durationMs),
    status: error === undefined ? { code: SpanStatusCode.UNSET } : { code: SpanStatusCode.ERROR, message: error },
    attributes: { ...span.attributes },
    links: span.links.flatMap((link) => placeOf(link) ?? []).map((context) => ({ context })),
    events: span.events.map(({ name, timeMs, attributes }) => ({ name, time: timeOf(timeMs), attributes })),
    ended: true,
    resource,
    instrumentationScope: { name: instrumentation },
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}

/** The recorder lets nothing else in than what our type allows. */
function plain(attributes: ReadableSpan['attributes']): Attributes {
  return attributes as Attributes;
}

function millisecondsOf([seconds, nanoseconds]: HrTime): number {
  return seconds * 1000 + nanoseconds / 1e6;
}

function timeOf(milliseconds: number): HrTime {
  const seconds = Math.floor(milliseconds / 1000);
  return [seconds, Math.round((milliseconds - seconds * 1000) * 1e6)];
}
